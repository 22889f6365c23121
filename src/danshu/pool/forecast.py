"""Which customers fall into the pool, when and why: the preview, the warning and the night's work read the same (CUS-016).

A customer has been idle for n days when n whole days passed since the last contact (order, or the day the owner got
him): he falls on the morning after. He never falls without his owner having been warned WARNING_DAYS before.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, DateField, Exists, F, Func, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest, Least, TruncDate

from danshu.kit.clock import company_zone
from danshu.parameters.queries import values
from danshu.pool.keepers import KEEPERS
from danshu.pool.lifecycle import Cause, LockStatus
from danshu.pool.models import Forewarning, Lock
from danshu.sales.keeping import last_order_date

WARNING_DAYS = 3
LIMITS = ("pool_idle_days", "pool_no_order_days")


class _AfterDays(Func):
    """A day so many days later: date + integer is a date."""

    template = "(%(expressions)s + %(days)s)"
    output_field = DateField()


def _later(expression: Any, days: int) -> _AfterDays:
    return _AfterDays(expression, days=int(days))


def _day(path: str) -> TruncDate:
    return TruncDate(path, tzinfo=company_zone())


def forecast(rows: QuerySet[Any], *, warns_on: date) -> QuerySet[Any]:
    """Owned customers (parties.queries.owned_...) that nothing keeps, with what becomes of them.

    warns_on: the day of the next warnings; today for the night's work, tomorrow for whoever looks ahead.

    cause: which rule; falls_on: when it applies; warned_on: when the owner was told, None = not yet; release_on: the
    morning on which the customer lies in the pool unless something happens. Locked and kept ones are left out.
    """
    idle, no_order = (values(LIMITS)[name] for name in LIMITS)
    rows = rows.annotate(
        contact_on=Greatest(_day("last_contact_at"), _day("owned_since")),
        order_on=Greatest(last_order_date(), _day("owned_since")),
    ).annotate(no_contact_on=_later(F("contact_on"), idle + 1), no_order_on=_later(F("order_on"), no_order + 1))
    rows = rows.annotate(
        falls_on=Least("no_contact_on", "no_order_on"),
        cause=Case(
            When(no_contact_on__lte=F("no_order_on"), then=Value(Cause.NO_CONTACT.value)),
            default=Value(Cause.NO_ORDER.value), output_field=CharField(),
        ),
        warned_on=_warned_on(),
    )  # fmt: skip
    lead = Greatest(
        _later(F("warned_on"), WARNING_DAYS),
        Case(When(warned_on=None, then=Value(warns_on + timedelta(days=WARNING_DAYS))), output_field=DateField()),
    )
    rows = rows.annotate(release_on=Greatest(F("falls_on"), lead, output_field=DateField()))
    return free(rows, locked_on=OuterRef("release_on"))


def _warned_on() -> Subquery:
    told = Forewarning.objects.filter(customer_id=OuterRef("pk"), owner_id=OuterRef("owner_id"))
    return Subquery(told.annotate(day=_day("warned_at")).values("day")[:1], output_field=DateField())


def free(rows: QuerySet[Any], *, locked_on: Any) -> QuerySet[Any]:
    """Customers that neither a lock on that day nor running business keeps."""
    held = Lock.objects.filter(
        customer_id=OuterRef("pk"), status=LockStatus.LOCKED, from_date__lte=locked_on, to_date__gte=locked_on
    )
    rows = rows.filter(~Exists(held))
    for each in KEEPERS.values():
        rows = rows.filter(~each.holds("pk"))
    return rows


def kept_by(rows: QuerySet[Any]) -> list[str]:
    """What keeps the one customer of rows with his owner, in words; empty when nothing does."""
    found = rows.values_list(*(each.holds("pk") for each in KEEPERS.values())).first() or ()
    return [str(each.label) for each, holds in zip(KEEPERS.values(), found, strict=True) if holds]
