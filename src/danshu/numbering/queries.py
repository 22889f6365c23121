"""Patterns in force and what the next numbers will look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from danshu.numbering.models import Counter, NumberPattern
from danshu.numbering.registry import SERIES, Pattern, Series, branch_segment

EXAMPLE_BRANCH = "SH"
RESET_LABELS = {"day": _("每天"), "month": _("每月"), "year": _("每年"), "never": _("从不")}


def patterns_in_force() -> dict[str, Pattern]:
    """The pattern of each declared series, in one query."""
    changed = {row.series: _pattern(row) for row in NumberPattern.objects.all()}
    return {code: changed.get(code, declared.pattern) for code, declared in SERIES.items()}


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series as its page shows it."""

    series: Series
    pattern: Pattern
    changed: NumberPattern | None
    next: str

    @property
    def reset_label(self) -> str:
        """When counting starts again, in words."""
        return str(RESET_LABELS[self.pattern.reset])


def overview(*, on: date) -> list[SeriesRow]:
    """All series with patterns and next numbers, in two queries."""
    changed = {row.series: row for row in NumberPattern.objects.all()}
    counters: dict[str, list[tuple[str, str, int]]] = {}
    for code, branch, period, last in Counter.objects.values_list("series", "branch", "period", "last"):
        counters.setdefault(code, []).append((branch, period, last))
    rows = []
    for code, declared in sorted(SERIES.items()):
        pattern = _pattern(changed[code]) if code in changed else declared.pattern
        number = pattern.render(on, _next(counters.get(code, []), pattern, on, EXAMPLE_BRANCH), EXAMPLE_BRANCH)
        rows.append(SeriesRow(declared, pattern, changed.get(code), number))
    return rows


def changed_pattern(code: str) -> NumberPattern | None:
    """The stored pattern; None while the delivered one is in force."""
    return NumberPattern.objects.filter(series=code).first()


def pattern_of(code: str) -> Pattern:
    """The pattern in force of a series. Raises KeyError for an undeclared one."""
    changed = NumberPattern.objects.filter(series=code).first()
    return _pattern(changed) if changed else SERIES[code].pattern


def preview(code: str, pattern: Pattern, *, on: date, branch: str = "", count: int = 3) -> list[str]:
    """The next numbers as they would be with this pattern; takes none."""
    branch = branch or EXAMPLE_BRANCH
    counters = list(Counter.objects.filter(series=code).values_list("branch", "period", "last"))
    start = _next(counters, pattern, on, branch)
    return [pattern.render(on, number, branch) for number in range(start, start + count)]


def _next(counters: Sequence[tuple[str, str, int]], pattern: Pattern, on: date, branch: str) -> int:
    """What next_numbers would count: on in a running period, else after every number that could look alike."""
    period, key = pattern.period(on), branch_segment(branch) if pattern.with_branch else ""
    mine = [(covered, last) for counted, covered, last in counters if counted == key]
    running = dict(mine).get(period)
    alike = [last for counted, last in mine if _overlap(_covered(counted), period)]
    return (max(alike, default=0) if running is None else running) + 1


def _covered(period: str) -> str:
    return period.lstrip("~").partition("#")[0]


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _pattern(row: NumberPattern) -> Pattern:
    return Pattern(row.prefix, row.date_part, row.digits, row.reset, row.with_branch)
