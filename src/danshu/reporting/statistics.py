"""The rows of the order statistics as page, file and API show them alike (RPT-002)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.reporting.asking import Question, orders_url
from danshu.reporting.permissions import VIEW_SALES
from danshu.sales.lifecycle import Channel, OrderStatus, OrderType
from danshu.sales.statistics import OF_TIME, Asked, Group, Statistics, order_statistics
from danshu.ui.formats import date_text

WORDS: dict[str, dict[str, Any]] = {
    "status": dict(OrderStatus.choices), "type": dict(OrderType.choices), "channel": dict(Channel.choices),
}  # fmt: skip


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
    """Ask, compare and sort; the totals are those of the orders, not sums of the rows."""
    asked = question.asked
    found = order_statistics(actor, asked, permission=VIEW_SALES)
    before = order_statistics(actor, question.before, permission=VIEW_SALES) if question.before else None
    rows = [_row(question, group, found.total.amount, before) for group in found.groups]
    figure, down = question.order
    rows.sort(key=_sorting(figure, asked), reverse=down)
    total = Row("", found.total, Decimal(1), before.total.amount if before else None, "")
    return Report(question, rows, total)


def _row(question: Question, group: Group, whole: Decimal, before: Statistics | None) -> Row:
    asked = question.asked
    share = group.amount / whole if whole else ZERO
    return Row(
        label_of(asked.by, group), group, share, _compared(question, group, before), orders_url(asked, group.key)
    )


def _compared(question: Question, group: Group, before: Statistics | None) -> Decimal | None:
    """What the same group came to in the period before; steps of time are the same step a year earlier."""
    if before is None:
        return None
    key = group.key
    if question.asked.by in OF_TIME:
        if question.compare != "year_before" or question.asked.by != "month":
            return None
        key = key.replace(year=key.year - 1)
    found = before.by_key.get(key)
    return found.amount if found else ZERO


def _sorting(figure: str, asked: Asked) -> Callable[[Row], Any]:
    if figure == "key":
        return (lambda row: row.group.key) if asked.by in OF_TIME else (lambda row: (row.group.key is None, row.label))
    return lambda row: (getattr(row.group, figure), row.label)


def label_of(by: str, group: Group) -> str:
    """The group in words of the active language."""
    if group.key is None:
        return "—"
    if by in WORDS:
        return str(WORDS[by].get(group.key, group.key))
    if by in OF_TIME:
        day: date = group.key
        return f"{day:%Y-%m}" if by == "month" else date_text(day)
    return group.name or str(group.key)
