"""The rows of the order statistics as page, file, paper and API show them alike (RPT-002)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from danshu.billing.refunded import allowed_on
from danshu.catalog.queries import branch_ids
from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.reporting.asking import Question, orders_url, span
from danshu.reporting.permissions import VIEW_STATISTICS
from danshu.sales.daily import SOLD
from danshu.sales.statistics import (
    Asked,
    Group,
    Statistics,
    edges,
    line_condition,
    named,
    order_statistics,
    orders_asked,
)
from danshu.sales.traits import LINES, TIME, TRAITS
from danshu.ui.formats import date_text


@dataclass(frozen=True, slots=True)
class Row:
    """One group: its name in words, its figures, its share, what it was before, and the list behind it."""

    label: str
    group: Group
    share: Decimal
    before: Decimal | None
    url: str

    @property
    def percent(self) -> float:
        """The share for the bar beside it; less than nothing has no bar."""
        return round(max(float(self.share), 0.0) * 100, 1)

    @property
    def growth(self) -> Decimal | None:
        """Against the period before, as a share of one; None when there was nothing, or nothing is compared."""
        return self.group.amount / self.before - 1 if self.before else None


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to a question."""

    question: Question
    rows: Sequence[Row]
    total: Row


def report_of(actor: Actor, question: Question) -> Report:
    """Ask, deduct refunds, compare and sort; the totals are those of the orders, not sums of the rows.

    Steps of time without orders are there with zeros.
    """
    asked = question.asked
    found = _figures(actor, asked)
    before = _figures(actor, question.before) if question.before else None
    compared = _comparing(question, found, before)
    rows = [_row(question, group, found.total.amount, compared(group)) for group in found.groups]
    figure, down = question.order
    rows.sort(key=_sorting(figure, asked), reverse=down)
    total = Row("", found.total, Decimal(1), before.total.amount if before else None, "")
    return Report(question, rows, total)


def _figures(actor: Actor, asked: Asked) -> Statistics:
    """The orders and what was given back on orders like them in the period."""
    found = order_statistics(actor, asked, permission=VIEW_STATISTICS)
    groups = {group.key: group for group in found.groups}
    refunded = ZERO
    for group in refunds_of(actor, asked, VIEW_STATISTICS):
        known = groups.get(group.key, group)
        groups[group.key] = replace(known, refunded=group.refunded)
        refunded += group.refunded
    if asked.trait.kind == TIME:
        groups |= {day: Group(day, "") for day in steps(asked) if day not in groups}
    return Statistics(list(groups.values()), replace(found.total, refunded=refunded), groups)


def refunds_of(actor: Actor, asked: Asked, permission: str) -> list[Group]:
    """What was given back in the period, by the trait, of orders in scope; only those that count as sold have sales to
    lower."""
    if not set(asked.statuses) <= set(SOLD):
        return []
    trait = asked.trait
    branch = branch_ids(asked.category) if asked.category is not None else None
    orders = orders_asked(actor, asked, permission=permission, branch=branch)
    of = "order__lines__" if trait.kind == LINES else "order__"
    key = trait.key(moment="executed_at") if trait.kind == TIME else trait.key(of=of)
    lines = line_condition(asked, branch, "order__lines__") if asked.of_lines else None
    begin, end = edges(asked.first, asked.last)
    found = allowed_on(orders, begin, end, key=key, name=trait.naming(of), lines=lines, in_base=not asked.currency)
    return named([Group(value, name, refunded=amount) for value, name, amount in found], trait)


def steps(asked: Asked) -> Iterator[date]:
    """The first days of all steps of time in the period."""
    day = asked.first
    if asked.by == "week":
        day -= timedelta(days=day.weekday())
    elif asked.by == "month":
        day = day.replace(day=1)
    while day <= asked.last:
        yield day
        day = span(asked.by, day)[1] + timedelta(days=1)


def _row(question: Question, group: Group, whole: Decimal, before: Decimal | None) -> Row:
    share = group.amount / whole if whole else ZERO
    url = orders_url(question.asked, group, question.segment)
    return Row(label_of(question.asked.by, group), group, share, before, url)


def _comparing(
    question: Question, found: Statistics, before: Statistics | None
) -> Callable[[Group], Decimal | None]:  # fmt: skip
    """What the same group came to in the period before; steps of time are compared in their order."""
    if before is None or question.before is None:
        return lambda group: None
    if question.asked.trait.kind != TIME:
        return lambda group: before.by_key[group.key].amount if group.key in before.by_key else ZERO
    pairs = dict(zip(steps(question.asked), steps(question.before), strict=False))

    def earlier(group: Group) -> Decimal:
        other = before.by_key.get(pairs.get(group.key))
        return other.amount if other else ZERO

    return earlier


def _sorting(figure: str, asked: Asked) -> Callable[[Row], Any]:
    if figure == "key":
        if asked.trait.kind == TIME:
            return lambda row: row.group.key
        return lambda row: (row.group.key is None, row.label)
    return lambda row: (getattr(row.group, figure), row.label)


def label_of(by: str, group: Group) -> str:
    """The group in words of the active language."""
    trait = TRAITS[by]
    if group.key is None:
        return str(trait.nothing)
    if trait.words is not None:
        return str(trait.words.get(group.key, group.key))
    if trait.kind == TIME:
        day: date = group.key
        return f"{day:%Y-%m}" if by == "month" else date_text(day)
    return group.name or str(group.key)
