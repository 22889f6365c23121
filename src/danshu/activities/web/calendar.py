"""The calendar of plans: month, week and list (COL-004, CUS-030)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from danshu.activities.models import Plan
from danshu.activities.web.shown import is_overdue, plan_status, plan_url
from danshu.dictionaries.queries import shown
from danshu.ui.formats import WEEKDAYS_ZH, date_text, english
from danshu.ui.statuses import Status

MONTH, WEEK, LIST = "month", "week", "list"
FIRST_HOUR, LAST_HOUR = 8, 18
SHOWN_PER_DAY = 4
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Event:
    """A plan as the calendar shows it."""

    title: str
    note: str
    time: str
    url: str
    tone: str
    status: Status
    hour: int


@dataclass(slots=True)
class Day:
    """A day with what is planned."""

    day: date
    is_today: bool
    is_outside: bool
    weekday: str
    events: list[Event] = field(default_factory=list)

    @property
    def first(self) -> list[Event]:
        """Those that fit into the month."""
        return self.events[:SHOWN_PER_DAY]

    @property
    def more(self) -> int:
        """How many do not."""
        return max(0, len(self.events) - SHOWN_PER_DAY)

    @property
    def text(self) -> str:
        """The day for a heading."""
        return date_text(self.day)

    @property
    def iso(self) -> str:
        """The day for addresses."""
        return self.day.isoformat()


@dataclass(frozen=True, slots=True)
class Span:
    """What is shown: from the first day to the one after the last; steps back and forth."""

    view: str
    day: date
    first: date
    last: date
    before: date
    after: date

    @property
    def title(self) -> str:
        """The period in words."""
        if self.view == MONTH:
            return f"{self.day:%B %Y}" if english() else f"{self.day.year} 年 {self.day.month} 月"
        end = self.last - timedelta(days=1)
        return _("%(first)s 至 %(last)s") % {"first": date_text(self.first), "last": date_text(end)}

    def moments(self) -> tuple[datetime, datetime]:
        """Both ends where the person is."""
        zone = timezone.get_current_timezone()
        return datetime.combine(self.first, time(), zone), datetime.combine(self.last, time(), zone)


def span_of(view: str, day: date) -> Span:
    """The period that a view shows around a day."""
    monday = day - timedelta(days=day.weekday())
    if view == WEEK:
        return Span(view, day, monday, monday + timedelta(days=7), day - timedelta(days=7), day + timedelta(days=7))
    if view == LIST:
        return Span(view, day, day, day + timedelta(days=30), day - timedelta(days=30), day + timedelta(days=30))
    first = day.replace(day=1)
    start = first - timedelta(days=first.weekday())
    following = (first + timedelta(days=32)).replace(day=1)
    weeks = -(-((following - start).days) // 7)
    before = (first - timedelta(days=1)).replace(day=1)
    return Span(MONTH, day, start, start + timedelta(days=7 * weeks), before, following)


def read_day(text: str) -> date:
    """A day from an address; today for anything else, and for days no calendar has."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return min(max(day, EARLIEST), LATEST)


def days_of(span: Span, plans: Sequence[Plan], at: datetime, *, everybody: bool) -> list[Day]:
    """Every day of the period with its plans."""
    today = timezone.localdate()
    days = {}
    for number in range((span.last - span.first).days):
        day = span.first + timedelta(days=number)
        outside = span.view == MONTH and day.month != span.day.month
        days[day] = Day(day, day == today, outside, _weekday(day))
    for plan in plans:
        local = timezone.localtime(plan.planned_at)
        days[local.date()].events.append(_event(plan, local, at, everybody))
    return list(days.values())


def _event(plan: Plan, local: datetime, at: datetime, everybody: bool) -> Event:
    status = plan_status(plan)
    kind = shown(plan.type) if plan.type else ""
    parts = [plan.title, kind, plan.place, plan.responsible.full_name if everybody else ""]
    tone = "bad" if is_overdue(plan, at) else {"done": "ok", "in_progress": "warn"}.get(plan.status, "info")
    note = " · ".join(part for part in dict.fromkeys(parts) if part)
    return Event(plan.customer.name, note, f"{local:%H:%M}", plan_url(plan), tone, status, local.hour)


def _weekday(day: date) -> str:
    return f"{day:%a}" if english() else f"周{WEEKDAYS_ZH[day.weekday()]}"


def hours_of(days: Sequence[Day]) -> list[tuple[str, list[tuple[Day, list[Event], str]]]]:
    """The rows of a week: an hour, and for each day its plans and the moment for a new one."""
    taken = [event.hour for day in days for event in day.events]
    first, last = min([FIRST_HOUR, *taken]), max([LAST_HOUR, *taken])
    return [
        (
            f"{hour:02}:00",
            [(day, [e for e in day.events if e.hour == hour], f"{day.iso}T{hour:02}:00") for day in days],
        )
        for hour in range(first, last + 1)
    ]


def weeks_of(days: Sequence[Day]) -> list[list[Day]]:
    """The rows of a month."""
    return [list(days[start : start + 7]) for start in range(0, len(days), 7)]


def link(view: str, day: date, person: str) -> str:
    """The address of another view or day."""
    return "?" + urlencode({"view": view, "day": day.isoformat(), **({"person": person} if person else {})})
