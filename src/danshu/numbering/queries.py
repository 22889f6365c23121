"""Patterns in force and what the next numbers will look like."""

from __future__ import annotations

from datetime import date

from danshu.numbering.models import Counter, NumberPattern
from danshu.numbering.registry import SERIES, Pattern, branch_segment


def patterns_in_force() -> dict[str, Pattern]:
    """The pattern of each declared series, in one query."""
    changed = {row.series: _pattern(row) for row in NumberPattern.objects.all()}
    return {code: changed.get(code, declared.pattern) for code, declared in SERIES.items()}


def pattern_of(code: str) -> Pattern:
    """The pattern in force of a series. Raises KeyError for an undeclared one."""
    changed = NumberPattern.objects.filter(series=code).first()
    return _pattern(changed) if changed else SERIES[code].pattern


def preview(code: str, pattern: Pattern, *, on: date, branch: str = "SH", count: int = 3) -> list[str]:
    """The next numbers as they would be with this pattern; takes none."""
    period, key = pattern.period(on), branch_segment(branch) if pattern.with_branch else ""
    counters = Counter.objects.filter(series=code, branch=key).values_list("period", "last")
    running = dict(counters).get(period)
    alike = [last for counted, last in counters if _overlap(_covered(counted), period)]
    start = (max(alike, default=0) if running is None else running) + 1
    return [pattern.render(on, number, branch) for number in range(start, start + count)]


def _covered(period: str) -> str:
    return period.lstrip("~").partition("#")[0]


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _pattern(row: NumberPattern) -> Pattern:
    return Pattern(row.prefix, row.date_part, row.digits, row.reset, row.with_branch)
