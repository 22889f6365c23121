"""Customers by what contact there was with them (CUS-028)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from danshu.activities.models import Communication
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.parties.queries import customer_list

RECENT_DAYS = 30


def counting(**conditions: Any) -> QuerySet[Communication]:
    """Records of the outer customer that count as contact."""
    return Communication.objects.alive().filter(customer_id=OuterRef("pk"), counts=True, **conditions)


def tracked_customers(actor: Actor) -> QuerySet[Any]:
    """Customers in scope with the number of contacts in the last 30 days, and how and by whom the last one was."""
    since = now() - timedelta(days=RECENT_DAYS)
    numbers = counting(happened_at__gte=since).order_by().values("customer_id").annotate(n=Count("pk")).values("n")
    last = counting().order_by("-happened_at", "-pk")
    return customer_list(actor).annotate(
        recent_contacts=Coalesce(Subquery(numbers, output_field=IntegerField()), 0),
        last_type_id=Subquery(last.values("type_id")[:1]),
        last_by=Subquery(last.values("responsible__full_name")[:1]),
    )


def contacted_between(rows: QuerySet[Any], begin: datetime | None, end: datetime | None) -> QuerySet[Any]:
    """Customers with a counting record in the period; an open end reaches for ever."""
    return rows.filter(Exists(_between(begin, end)))


def not_contacted_between(rows: QuerySet[Any], begin: datetime | None, end: datetime | None) -> QuerySet[Any]:
    """Customers without any counting record in the period."""
    return rows.filter(~Exists(_between(begin, end)))


def _between(begin: datetime | None, end: datetime | None) -> QuerySet[Communication]:
    rows = counting()
    if begin is not None:
        rows = rows.filter(happened_at__gte=begin)
    return rows.filter(happened_at__lt=end) if end is not None else rows
