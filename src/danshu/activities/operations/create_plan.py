"""Plan a contact with a customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.activities.models import Plan
from danshu.activities.permissions import EDIT_PLANS
from danshu.activities.planning import checked, store
from danshu.activities.recording import bring_up_to_date
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.parties.dealings import customer_for_dealing


@operation("activities.create_plan", permission=EDIT_PLANS, label=("新建计划", "Create a plan"))
def create_plan(*, customer_id: int, entry: Mapping[str, Any], actor: Actor, at: datetime) -> Plan:
    """Schedule a communication; the customer's next contact follows (CUS-030).

    entry: plan_type, title (up to 50 characters) and planned_at are required; contact, type (of communication),
    duration_minutes, responsible (the actor by default), content, place, priority ("high", "normal", "low"),
    remind_minutes (before the time). Raises NotFound, InvalidRecord, FieldErrors.
    """
    customer = customer_for_dealing(customer_id, permission=EDIT_PLANS, actor=actor)
    values = checked(entry, customer_id=customer.pk, actor=actor, at=at)
    plan = store(customer, values, actor=actor, at=at)
    bring_up_to_date(customer, actor=actor, at=at)
    return plan
