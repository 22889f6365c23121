"""Who may leave the price list (CAT-006, ORD-006): without the right a price is the list's, or the one promised before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldProblem
from danshu.kit.money import ZERO
from danshu.pricing.queries import LinePrice
from danshu.sales.computation import HUNDRED
from danshu.sales.drafting import DraftLine, LineEntry, OrderEntry
from danshu.sales.permissions import CHANGE_PRICE

# today's prices of (item, quantity) pairs, in their order
Prices = Callable[[Sequence[tuple[int, Decimal]]], list[LinePrice]]


def price_problems(
    lines: Sequence[DraftLine], actor: Actor, *, stored: OrderEntry | None = None, prices: Prices | None = None
) -> list[FieldProblem]:
    """Lines whose price or discount somebody without the right would change.

    stored: the order as it is stored; who leaves the price of a line as it was promised changes none, though the list
    has moved on. prices: today's prices, which tell whether another quantity would have another price.
    """
    if actor.can(CHANGE_PRICE):
        return []
    text = _("你没有修改价格的权限；单价由价格表决定")
    promised = {line.line_id: line for line in stored.lines} if stored is not None else {}
    return [
        FieldProblem(f"lines-{line.position - 1}-price", "forbidden", text)
        for line in lines
        if (line.price_source == "manual" or line.entry.discount_rate != HUNDRED)
        and not _is_promised(line, promised.get(line.entry.line_id), prices)
    ]


def _is_promised(line: DraftLine, before: LineEntry | None, prices: Prices | None) -> bool:
    """True when the line was promised at this price, and its quantity is none that is priced otherwise."""
    if before is None or line.entry.line_id is None:
        return False
    same = (before.item_id, before.unit_price, before.discount_rate)
    if same != (line.item.id, line.unit_price, line.entry.discount_rate):
        return False
    if before.quantity == line.quantity or prices is None:
        return before.quantity == line.quantity
    then, today = prices([(line.item.id, before.quantity or ZERO), (line.item.id, line.quantity)])
    return then.unit_price == today.unit_price
