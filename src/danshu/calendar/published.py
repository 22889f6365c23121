"""Seeds the table of days from the `holidays` package: national holidays with exchanged working days (SYS-002)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import holidays
from django.db import transaction

from danshu.calendar.models import CalendarDay, CalendarYear, DayKind, DaySource
from danshu.kit.clock import business_date, now

FIRST_YEAR = 2019


def deliver(**_: Any) -> None:
    """Fill every year up to the next one that is not complete yet; what a person marked stays."""
    complete = set(CalendarYear.objects.filter(is_complete=True).values_list("year", flat=True))
    for year in range(FIRST_YEAR, business_date(now()).year + 2):
        if year not in complete:
            _deliver_year(year)


@transaction.atomic
def _deliver_year(year: int) -> None:
    national = holidays.country_holidays("CN", years=year, language="zh_CN")
    workdays = [day for day in national.weekend_workdays if day.year == year]
    span = CalendarDay.objects.filter(unit=None, date__year=year)
    span.filter(source=DaySource.PUBLISHED).delete()
    marked = set(span.values_list("date", flat=True))
    CalendarDay.objects.bulk_create(row for row in _rows(national, workdays) if row.date not in marked)
    if not CalendarYear.objects.filter(year=year).update(is_complete=bool(workdays)):
        CalendarYear.objects.create(year=year, is_complete=bool(workdays))


def _rows(national: Any, workdays: Iterable[date]) -> Iterator[CalendarDay]:
    for day, name in sorted(national.items()):
        yield CalendarDay(date=day, kind=DayKind.HOLIDAY, name=name[:50], source=DaySource.PUBLISHED)
    for day in sorted(workdays):
        yield CalendarDay(date=day, kind=DayKind.WORKING, name="调休上班", source=DaySource.PUBLISHED)
