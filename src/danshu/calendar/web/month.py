"""A month as people see it: weeks of days, each with what it is and why."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from danshu.calendar.models import CalendarDay, DayKind
from danshu.calendar.names import shown_name
from danshu.calendar.queries import load
from danshu.calendar.units import of_unit


@dataclass(frozen=True, slots=True)
class DayView:
    """One cell of the month."""

    day: date
    outside: bool
    today: bool
    working: bool
    mark: CalendarDay | None
    own: bool

    @property
    def name(self) -> str:
        """What the mark of the day is called."""
        return shown_name(self.mark) if self.mark else ""

    @property
    def exchanged(self) -> bool:
        """A weekend day that is worked."""
        return self.working and self.day.isoweekday() > 5


def weeks(year: int, month: int, *, today: date, unit_id: int | None = None) -> list[list[DayView]]:
    """The weeks of a month from Monday, in three queries; days of neighbouring months are marked `outside`."""
    grid = calendar.Calendar().monthdatescalendar(year, month)
    first, last = grid[0][0], grid[-1][-1]
    rules = load(first, last, unit_id=unit_id)
    marks = CalendarDay.objects.filter(date__range=(first, last))
    rows = [mark for mark in marks if mark.unit_id in (None, unit_id)]
    by_day = {mark.date: mark for mark in sorted(rows, key=lambda mark: mark.unit_id is not None)}
    return [
        [
            DayView(
                day, day.month != month, day == today, rules.is_working(day), by_day.get(day),
                day in by_day and by_day[day].unit_id == unit_id,
            )
            for day in week
        ]
        for week in grid
    ]  # fmt: skip


def neighbours(year: int, month: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """(year, month) before and after."""
    index = year * 12 + month - 1
    before, after = divmod(index - 1, 12), divmod(index + 1, 12)
    return (before[0], before[1] + 1), (after[0], after[1] + 1)


def marked_days(year: int, unit_id: int | None) -> Iterator[tuple[CalendarDay, bool]]:
    """Every mark of a year with whether the day is worked, in order."""
    rows = CalendarDay.objects.filter(of_unit(unit_id), date__year=year).order_by("date")
    for row in rows:
        yield row, row.kind == DayKind.WORKING
