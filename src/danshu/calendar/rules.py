"""Counting in working days and working time; pure, so that it can be tested exhaustively."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The rule of each day: marked days first, then the weekdays. `days`: day -> is it worked?"""

    zone: ZoneInfo
    days: Mapping[date, bool] = field(default_factory=dict)
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    opens: time = time(9)
    closes: time = time(18)

    def is_working(self, day: date) -> bool:
        """True when people work on this day."""
        marked = self.days.get(day)
        return day.isoweekday() in self.weekdays if marked is None else marked

    def next_working(self, day: date) -> date:
        """The first working day after `day`."""
        day += DAY
        while not self.is_working(day):
            day += DAY
        return day

    def shifted(self, day: date, days: int) -> date:
        """The `days`-th working day after `day`; from a day off, counting starts on the next working day."""
        if not self.is_working(day):
            day = self.next_working(day)
        for _ in range(days):
            day = self.next_working(day)
        return day

    def moment(self, day: date, at: time) -> datetime:
        """A local time of a day."""
        return datetime.combine(day, at, self.zone)

    def after(self, start: datetime, seconds: int) -> datetime:
        """The moment by which so much working time has passed since `start`."""
        left, day = timedelta(seconds=seconds), start.astimezone(self.zone).date()
        while True:
            if self.is_working(day):
                opened = max(start, self.moment(day, self.opens))
                open_for = max(self.moment(day, self.closes) - opened, timedelta())
                if left <= open_for:
                    return (opened + left).astimezone(start.tzinfo)
                left -= open_for
            day += DAY

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Working time between two moments, in seconds; 0 when the end is not after the start."""
        total, day = timedelta(), start.astimezone(self.zone).date()
        last = end.astimezone(self.zone).date()
        while day <= last:
            if self.is_working(day):
                opened, closed = max(start, self.moment(day, self.opens)), min(end, self.moment(day, self.closes))
                total += max(closed - opened, timedelta())
            day += DAY
        return int(total.total_seconds())
