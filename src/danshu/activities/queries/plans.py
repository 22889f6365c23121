"""Plans in somebody's scope (CUS-030)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from danshu.activities.lifecycle import OPEN_PLANS
from danshu.activities.models import Plan
from danshu.activities.permissions import VIEW_PLANS
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import NotFound

MOST = 500


def plans(actor: Actor) -> QuerySet[Plan]:
    """Plans that exist for the actor."""
    rows = Plan.objects.visible_to(actor, VIEW_PLANS)
    return rows.select_related("customer", "contact", "type", "plan_type", "responsible", "record", "setting")


def plan(actor: Actor, pk: int) -> Plan:
    """One plan. Raises NotFound."""
    found = plans(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def open_plans_of(actor: Actor, customer_id: int, limit: int) -> Sequence[Plan]:
    """What is planned with a customer, the next one first."""
    rows = plans(actor).filter(customer_id=customer_id, status__in=OPEN_PLANS)
    return list(rows.order_by("planned_at", "pk")[:limit])


def in_period(actor: Actor, begin: datetime, end: datetime, *, responsible_id: int | None) -> Sequence[Plan]:
    """What is planned or was done in a period, without cancelled plans; at most 500."""
    rows = plans(actor).filter(planned_at__gte=begin, planned_at__lt=end).exclude(status="cancelled")
    if responsible_id is not None:
        rows = rows.filter(responsible_id=responsible_id)
    return list(rows.order_by("planned_at", "pk")[:MOST])


def overdue_plans(actor: Actor) -> QuerySet[Plan]:
    """The actor's own plans that are overdue."""
    return Plan.objects.filter(responsible_id=actor.user_id or 0, status__in=OPEN_PLANS, planned_at__lt=now())
