"""When a repeated reminder comes back; pure, so that it can be tested exhaustively (COL-009)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count

from danshu.calendar.rules import WorkCalendar
from danshu.reminders.lifecycle import Repeat

DAY = timedelta(days=1)
# a regular day before the moment may be put off past it: holidays are shorter than this
LONGEST_HOLIDAY = timedelta(days=20)


def next_after(
    first: datetime, repeat: str, moment: datetime, *, work: WorkCalendar, put_off: bool = False
) -> datetime:
    """The first regular moment after `moment` of a reminder that began at `first`: the same local time of day.

    Missed ones in between are left out. A day that a month does not have is its last one. put_off: a day off counts as
    the next working day; "workday" leaves days off out. Raises ValueError for a reminder that is not repeated.
    """
    start = first.astimezone(work.zone)
    after = moment.astimezone(work.zone)
    for day in _days(start.date(), Repeat(repeat), after.date() - LONGEST_HOLIDAY):
        # the first moment was chosen as it is, also on a day off
        if day <= start.date() or (repeat == Repeat.WORKDAY and not work.is_working(day)):
            continue
        shown = work.next_working(day) if put_off and not work.is_working(day) else day
        found = datetime.combine(shown, start.time(), work.zone)
        if found > after:
            return found.astimezone(moment.tzinfo)
    raise AssertionError  # the days never end


def _days(start: date, repeat: Repeat, begin: date) -> Iterator[date]:
    """The regular days from `begin` on, without end."""
    if repeat in (Repeat.DAILY, Repeat.WORKDAY, Repeat.WEEKLY):
        step = 7 if repeat == Repeat.WEEKLY else 1
        passed = max((begin - start).days, 0)
        day = start + DAY * (-(-passed // step) * step)
        while True:
            yield day
            day += DAY * step
    step = {Repeat.MONTHLY: 1, Repeat.YEARLY: 12}.get(repeat, 0)
    if not step:
        raise ValueError(f"{repeat} is not repeated")
    months = (begin.year - start.year) * 12 + begin.month - start.month
    for number in count(max(months // step, 0)):
        yield month_day(start, number * step)


def month_day(start: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    place = start.year * 12 + start.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
