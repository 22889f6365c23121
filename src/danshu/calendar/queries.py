"""Working days and working time (SYS-002). Every rule that says "working day" asks here.

All functions take an optional unit; without rows of its own a unit follows the company. Days that nobody marked
follow the weekdays, so nothing fails in a year whose holidays are not known yet.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from danshu.calendar.models import CalendarDay, CalendarYear, DayKind, WorkingWeek
from danshu.calendar.rules import DAY, MONDAY_TO_FRIDAY, WorkCalendar
from danshu.kit.clock import business_date, company_zone

MAX_DAYS = 3650
NEXT_YEAR_WARNING_MONTH = 11


def is_working_day(day: date, *, unit_id: int | None = None) -> bool:
    """True when people work on this day of the company's time zone."""
    return load(day, day, unit_id=unit_id).is_working(day)


def add_working_days(moment: datetime, days: int, *, unit_id: int | None = None) -> datetime:
    """The same time of day, `days` working days later; a moment on a day off counts from the next opening.

    Raises ValueError for a negative number or more than MAX_DAYS.
    """
    calendar, day = _calendar_for(moment, days, unit_id)
    local = moment.astimezone(calendar.zone)
    at = local.timetz().replace(tzinfo=None) if calendar.is_working(day) else calendar.opens
    return calendar.moment(calendar.shifted(day, days), at).astimezone(moment.tzinfo)


def end_of_working_days(moment: datetime, days: int, *, unit_id: int | None = None) -> datetime:
    """24:00 company time of the `days`-th working day after the day of `moment`, which is not counted (KWR-004)."""
    calendar, day = _calendar_for(moment, days, unit_id)
    return calendar.moment(calendar.shifted(day, days) + DAY, time()).astimezone(moment.tzinfo)


def working_seconds_between(start: datetime, end: datetime, *, unit_id: int | None = None) -> int:
    """Working time between two moments in seconds; 0 when the end is not after the start."""
    if end <= start:
        return 0
    return load(business_date(start), business_date(end), unit_id=unit_id).seconds_between(start, end)


def working_week(unit_id: int | None = None) -> WorkingWeek:
    """Weekdays and hours of a unit, of the company, or the delivered ones (a row that is not stored)."""
    weeks = [w for w in WorkingWeek.objects.all() if w.unit_id in (None, unit_id)]
    found = max(weeks, key=lambda w: w.unit_id is not None, default=None)
    if found is not None and found.unit_id == unit_id:
        return found
    base = found or WorkingWeek(weekdays=sorted(MONDAY_TO_FRIDAY), opens=time(9), closes=time(18))
    return WorkingWeek(unit_id=unit_id, weekdays=base.weekdays, opens=base.opens, closes=base.closes)


def load(first: date, last: date, *, unit_id: int | None = None) -> WorkCalendar:
    """The calendar of a span of days, in two queries; days outside of it follow the weekdays."""
    marks = CalendarDay.objects.filter(date__range=(first, last))
    weeks = WorkingWeek.objects.all()
    rows = [row for row in marks.values_list("date", "unit_id", "kind") if row[1] in (None, unit_id)]
    days = {day: kind == DayKind.WORKING for day, unit, kind in sorted(rows, key=lambda row: row[1] is not None)}
    week = max((w for w in weeks if w.unit_id in (None, unit_id)), key=lambda w: w.unit_id is not None, default=None)
    if week is None:
        return WorkCalendar(company_zone(), days, MONDAY_TO_FRIDAY)
    return WorkCalendar(company_zone(), days, frozenset(week.weekdays), week.opens, week.closes)


def missing_year(today: date) -> int | None:
    """The next year from November on, when its exchanged working days are still unknown; else None."""
    if today.month < NEXT_YEAR_WARNING_MONTH:
        return None
    year = today.year + 1
    return None if CalendarYear.objects.filter(year=year, is_complete=True).exists() else year


def _calendar_for(moment: datetime, days: int, unit_id: int | None) -> tuple[WorkCalendar, date]:
    if not 0 <= days <= MAX_DAYS:
        raise ValueError("working days are counted from 0 to ten years")
    day = business_date(moment)
    # a working week has at least one working day; holidays stretch it by a few weeks a year
    return load(day, day + timedelta(days=days * 7 + 60), unit_id=unit_id), day
