"""The content of several orders as that of one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.money import ZERO
from danshu.kit.words import clauses
from danshu.sales.drafting import LineEntry, OrderEntry
from danshu.sales.records import Order

REMARK_LENGTH = 500
# a line is the same when these are
SAME = ("item_id", "unit_price", "discount_rate", "warehouse_id", "wanted_date", "remark")


def joined_lines(entries: Mapping[int, OrderEntry], *, join: bool) -> list[LineEntry]:
    """The lines of all, the first order's first; those of the others are new lines there. join: same ones are added up."""
    (_kept, first), *rest = entries.items()
    lines = [*first.lines, *(replace(line, line_id=None) for _pk, entry in rest for line in entry.lines)]
    if not join:
        return lines
    joined: dict[tuple[Any, ...], LineEntry] = {}
    for line in lines:
        key = tuple(getattr(line, name) for name in SAME)
        before = joined.get(key)
        joined[key] = line if before is None else replace(before, quantity=_sum(before, line))
    return list(joined.values())


def _sum(one: LineEntry, other: LineEntry) -> Any:
    return (one.quantity or ZERO) + (other.quantity or ZERO)


def joined_entry(
    kept: Order, others: Sequence[Order], entries: Mapping[int, OrderEntry], *, lines: Sequence[LineEntry]
) -> OrderEntry:
    """The kept order with everything that comes along. Raises FieldErrors when remarks do not fit together."""
    first = entries[kept.pk]
    rest = [entries[order.pk] for order in others]
    days = [entry.wanted_date for entry in (first, *rest) if entry.wanted_date]
    foreign = [_("%(number)s 客户采购单号 %(external)s") % {"number": order.number, "external": order.external_number}
               for order in others if order.external_number]  # fmt: skip
    problems: list[FieldProblem] = []
    merged = replace(
        first, lines=lines,
        order_discount=sum((entry.order_discount for entry in rest), first.order_discount),
        freight=sum((entry.freight for entry in rest), first.freight),
        wanted_date=min(days, default=None),
        remark=_texts("remark", [entry.remark for entry in (first, *rest)], problems),
        internal_remark=_texts("internal_remark", [*(entry.internal_remark for entry in (first, *rest)), *foreign], problems),
        # what was not confirmed for one of them is not confirmed for the whole
        checklist={name: value if isinstance(value, str) else all(entry.checklist.get(name) for entry in (first, *rest))
                   for name, value in first.checklist.items()},
    )  # fmt: skip
    if problems:
        raise FieldErrors(problems)
    return merged


def _texts(name: str, texts: Sequence[str], problems: list[FieldProblem]) -> str:
    joined = clauses(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if len(joined) > REMARK_LENGTH:
        text = _("几张订单的备注合起来超过 500 字，先缩短再合并")
        problems.append(FieldProblem(name, "too_long", text))
    return joined
