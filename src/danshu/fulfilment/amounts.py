"""How much of a line may stand on a note: what is open, in pieces that the unit knows (FUL-010, COM-014)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.catalog.queries import order_items
from danshu.inventory.rules import fineness_text
from danshu.kit.errors import FieldProblem


@dataclass(frozen=True, slots=True)
class Portion:
    """A quantity of an item as it was entered in a field, and what may be there at most."""

    field: str
    item_id: int
    quantity: Decimal
    limit: Decimal


def fineness_problems(portions: Sequence[Portion]) -> list[FieldProblem]:
    """One problem for each portion in smaller pieces than its unit has. All that is open may always go: the order may
    be older than the unit's rule."""
    broken = [x for x in portions if x.quantity != x.limit and x.quantity != x.quantity.to_integral_value()]
    items = order_items(sorted({x.item_id for x in broken})) if broken else {}
    texts = ((x.field, fineness_text(x.quantity, items[x.item_id])) for x in broken if x.item_id in items)
    return [FieldProblem(field, "quantity", text) for field, text in texts if text]


def portion_problems(portions: Iterable[Portion]) -> list[FieldProblem]:
    """Portions outside of what is open, and those in smaller pieces than their unit has."""
    problems, fitting = [], []
    for each in portions:
        if 0 < each.quantity <= each.limit:
            fitting.append(each)
            continue
        text = _("可发数量是 %(limit)s") % {"limit": f"{each.limit.normalize():f}"}
        problems.append(FieldProblem(each.field, "range", text))
    return problems + fineness_problems(fitting)
