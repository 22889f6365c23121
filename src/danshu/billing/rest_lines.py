"""The money of single order lines through the API (FIN-007)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from ninja import Router, Schema

from danshu.billing.line_money import line_money
from danshu.billing.permissions import VIEW_RECEIPT
from danshu.kit.rest import allowed_to, responses
from danshu.kit.web import ActorRequest
from danshu.sales.loading import order_lines
from danshu.sales.queries import order_by_number

router = Router(tags=["payments"])


class LineMoneyOut(Schema):
    """What a line costs, what was matched to it alone, what can still be, since when it is credited, by which receipts.

    credited: with what covers it of the money matched to the whole of a paid order; lines and freight add up to that.
    """

    line_id: int
    position: int
    due: Decimal
    matched: Decimal
    credited: Decimal
    open: Decimal
    credited_at: datetime | None
    receipts: list[str]


@router.get("/orders/{number}/credits", response=responses(list[LineMoneyOut]))
@allowed_to(VIEW_RECEIPT)
def read_credits(request: ActorRequest, number: str) -> list[LineMoneyOut]:
    """The money of an order by its lines; the freight belongs to no line."""
    order = order_by_number(request.actor, number)
    return [
        LineMoneyOut(
            line_id=each.line.pk, position=each.line.position, due=each.due, matched=each.matched, credited=each.credited, open=each.open,
            credited_at=each.credited_at, receipts=each.receipts,
        )
        for each in line_money(order, order_lines(order))
    ]  # fmt: skip
