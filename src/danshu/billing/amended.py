"""What a change order means in money: the receivable follows, and what is too much then goes back (FIN-012, INV-M4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.billing.accounts import COMPANY, RECEIVABLE, REVENUE, customer_owner
from danshu.billing.filing import Filing, file_refund
from danshu.billing.line_money import line_money
from danshu.billing.models import MatchLine
from danshu.billing.settling import refundable, refunds_of
from danshu.billing.ways import BALANCE
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.events import consequence
from danshu.kit.money import ZERO
from danshu.ledger.accounts import AccountKey
from danshu.ledger.posting import PostingLine, post_at_the_end
from danshu.sales.amending import add_settled
from danshu.sales.events import OrderAmended
from danshu.sales.loading import locked_orders
from danshu.sales.records import Order, OrderLine
from danshu.ui.formats import money_text


@add_settled
def money_of_lines(order: Order, lines: Sequence[OrderLine]) -> dict[int, Decimal]:
    """What was matched to single lines and did not go back; a line that ever had money of its own stays (FIN-007)."""
    if not order.paid_amount:
        return {}
    own = set(MatchLine.objects.filter(match__order_id=order.pk).values_list("order_line_id", flat=True))
    return {each.line.pk: each.matched for each in line_money(order, lines) if each.line.pk in own}


@consequence(OrderAmended)
def owe_the_difference(event: OrderAmended, *, actor: Actor, at: datetime) -> None:
    """The customer owes the new amount: only the difference is posted, under the number of the change order."""
    difference = event.total - event.total_before
    if not difference:
        return
    facts = {"amount": money_text(abs(difference), event.currency)}
    text = _("应收增加 %(amount)s") if difference > 0 else _("应收减少 %(amount)s")
    current_context().effect("receivable", text % facts, "warn" if difference > 0 else "info")
    post_at_the_end(
        source=event.aggregate,
        kind=f"amended:{event.version}",
        on=business_date(at),
        memo=event.change_number,
        lines=[
            PostingLine(AccountKey(RECEIVABLE, customer_owner(event.customer_id), event.currency), difference),
            PostingLine(AccountKey(REVENUE, COMPANY, event.currency), -difference),
        ],
    )


@consequence(OrderAmended)
def return_what_is_too_much(event: OrderAmended, *, actor: Actor, at: datetime) -> None:
    """Money above the new amount is applied for as a refund, to the payer or to his balance; finance decides."""
    order = locked_orders([event.aggregate.pk])[event.aggregate.pk]
    _done, running = refunds_of(order)
    excess = min(-order.open_amount - running, refundable(order))
    if excess <= ZERO:
        return
    way = BALANCE if event.overpayment == BALANCE else "original"
    reason = _("变更单 %(number)s 减少金额") % {"number": event.change_number}
    file_refund(order, excess, Filing(way, reason), actor=actor, at=at)
    facts = {"amount": money_text(excess, event.currency)}
    text = (
        _("多收 %(amount)s：申请转入客户余额，待财务审核")
        if way == BALANCE
        else _("多收 %(amount)s：申请原路退回，待财务审核")
    )
    current_context().effect("refund", text % facts, "warn")
