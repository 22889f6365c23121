"""Money by order lines (FIN-007): what each line costs, what was matched to it, and whether it is credited.

An order's total is what its lines cost plus the freight. Money is matched to an order as a whole or to its lines; what
went back (refunds) is taken from the money of the whole order first, then from the lines, the last one first. A line is
credited when its own money reaches what it costs, and every line is when the order is paid. Until then money of the whole
order belongs to no line; from then on it covers what the lines lack, the first one first, and the freight last, so that
lines and freight add up to what was matched to the order and did not go back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from danshu.billing.models import MatchLine
from danshu.kit.money import ZERO
from danshu.sales.records import Order, OrderLine


@dataclass(slots=True)
class LineMoney:
    """One line: what it costs, what is there for it alone, what covers it of the money of a paid order as a whole, what
    can still be matched to it, since when it is credited."""

    line: OrderLine
    due: Decimal
    matched: Decimal = ZERO
    from_whole: Decimal = ZERO
    open: Decimal = ZERO
    credited_at: datetime | None = None
    receipts: list[str] = field(default_factory=list)

    @property
    def credited(self) -> Decimal:
        """All the money of this line."""
        return self.matched + self.from_whole


def due_of(order: Order, line: OrderLine) -> Decimal:
    """What a line costs the customer."""
    due: Decimal = line.amount if order.tax_included else line.amount + line.tax_amount
    return due


def line_money(order: Order, lines: Sequence[OrderLine]) -> list[LineMoney]:
    """The money of each line; one query for an order that somebody paid for, none for others."""
    found = {line.pk: LineMoney(line, due_of(order, line)) for line in lines}
    if order.paid_amount:
        _add_matches(order, found)
    owed = order.open_amount
    for each in found.values():
        each.open = max(min(each.due - each.matched, owed), ZERO)
        if owed <= ZERO and order.paid_amount:
            each.credited_at = each.credited_at or order.paid_at
    if owed <= ZERO and order.paid_amount:
        _cover(order, list(found.values()))
    return list(found.values())


def _cover(order: Order, rows: Sequence[LineMoney]) -> None:
    whole = order.paid_amount - order.refunded_amount - sum((each.matched for each in rows), ZERO)
    for each in rows:
        each.from_whole = max(min(each.due - each.matched, whole), ZERO)
        whole -= each.from_whole


def _add_matches(order: Order, found: Mapping[int, LineMoney]) -> None:
    rows = MatchLine.objects.filter(match__order_id=order.pk).order_by("match_id")
    completed: dict[int, datetime] = {}
    for pk, amount, at, number in rows.values_list(
        "order_line_id", "amount", "match__matched_at", "match__receipt__number"
    ):
        each = found[pk]
        each.matched += amount
        each.receipts += [number] if number not in each.receipts else []
        completed[pk] = at
    _take_back(order, list(found.values()))
    for pk, at in completed.items():
        if found[pk].matched >= found[pk].due:
            found[pk].credited_at = at


def _take_back(order: Order, rows: Sequence[LineMoney]) -> None:
    whole = order.paid_amount - sum((each.matched for each in rows), ZERO)
    back = max(order.refunded_amount - whole, ZERO)
    for each in reversed(rows):
        taken = min(back, each.matched)
        each.matched, back = each.matched - taken, back - taken
