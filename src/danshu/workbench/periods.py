"""The windows of time that the workbench can show, and what each is compared with."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from danshu.kit.figures import Window

PERIODS = ("today", "week", "month", "quarter", "year")
COMPARISONS = ("previous", "year_before")
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A period up to today, with the window it is compared with."""

    period: str
    comparison: str
    window: Window
    before: Window


def chosen(period: str, comparison: str, today: date) -> Chosen:
    """The period from its first day to today; anything unknown means this month against the previous one.

    The previous period is cut where this one stands (1 to 18 September against 1 to 18 August; a missing day is the
    month's last).
    """
    period = period if period in PERIODS else "month"
    comparison = comparison if comparison in COMPARISONS else "previous"
    window = Window(_first(period, today), today)
    if comparison == "year_before":
        back = Window(back_by_months(window.first, 12), back_by_months(window.last, 12))
    elif period in MONTHS:
        months = MONTHS[period]
        back = Window(back_by_months(window.first, months), back_by_months(window.last, months))
    else:
        step = timedelta(days=7 if period == "week" else 1)
        back = Window(window.first - step, window.last - step)
    return Chosen(period, comparison, window, back)


def _first(period: str, today: date) -> date:
    if period == "week":
        return today - timedelta(days=today.weekday())
    if period == "quarter":
        return date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    if period == "year":
        return date(today.year, 1, 1)
    return today.replace(day=1) if period == "month" else today


def back_by_months(day: date, months: int) -> date:
    """The same day some months earlier, or that month's last day (COM-014)."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
