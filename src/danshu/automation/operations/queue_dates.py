"""Find the records whose date is reached."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from danshu.automation.lifecycle import Trigger
from danshu.automation.models import Rule, Run
from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, company_zone
from danshu.kit.operation import operation
from danshu.validation.fields import CUSTOM, day_of, field_of
from danshu.validation.hosts import HOSTS, HostField

MOST, CATCH_UP = 1000, timedelta(days=7)


@operation("automation.queue_dates", permission=SYSTEM, label=("排定到期的自动化", "Queue automatic rules of the day"))
def queue_dates(*, actor: Actor, at: datetime) -> int:
    """Each record whose date, moved by the rule's days, is reached gets its run, once for each value of the date.

    A day on which nothing ran is made up for within a week, but nothing from before the rule was switched on. Returns how
    many runs were made, at most 1000 for each rule; the rest follow with the next call (SYS-029).
    """
    return sum(_queue(rule, at) for rule in Rule.objects.filter(is_on=True, trigger=Trigger.DATE).order_by("pk"))


def _queue(rule: Rule, at: datetime) -> int:
    found = field_of(rule.host, rule.date_field) if rule.host in HOSTS else None
    if found is None:
        return 0
    last = business_date(at) - timedelta(days=rule.offset_days)
    first = max(last - CATCH_UP, business_date(rule.on_since or at) - timedelta(days=rule.offset_days))
    path = f"custom__{found.name.removeprefix(CUSTOM)}" if found.name.startswith(CUSTOM) else found.column
    known = Run.objects.filter(rule=rule, event__isnull=True, queued_at__gt=at - 3 * CATCH_UP)
    done = set(known.values_list("subject_id", "occasion"))
    rows = HOSTS[rule.host].alive().filter(**_between(found, path, first, last)).order_by("pk")
    wanted = [
        (pk, day.isoformat()) for pk, raw in rows.values_list("pk", path).iterator() if (day := day_of(raw)) is not None
    ]
    runs = [
        Run(rule=rule, subject_kind=rule.host, subject_id=pk, occasion=day, queued_at=at, due_at=at)
        for pk, day in wanted if (pk, day) not in done
    ][:MOST]  # fmt: skip
    Run.objects.bulk_create(runs, ignore_conflicts=True)
    return len(runs)


def _between(found: HostField, path: str, first: date, last: date) -> dict[str, Any]:
    """The condition for dates from the first to the last day; moments by the company's days."""
    end: Any = last + timedelta(days=1)
    begin: Any = first
    if found.name.startswith(CUSTOM):
        begin, end = first.isoformat(), end.isoformat()
    elif path.endswith("_at"):  # the house's name for moments
        zone = company_zone()
        begin, end = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, end))
    return {f"{path}__gte": begin, f"{path}__lt": end}
