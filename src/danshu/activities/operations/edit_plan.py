"""Change a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.activities.loading import locked_plan
from danshu.activities.models import Plan
from danshu.activities.permissions import EDIT_PLANS
from danshu.activities.planning import checked
from danshu.activities.recording import bring_up_to_date
from danshu.activities.wording import changes_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("activities.edit_plan", permission=EDIT_PLANS, label=("修改计划", "Edit a plan"))
def edit_plan(
    *, plan_id: int, entry: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> Plan:
    """Change the given fields of an open plan (CUS-030); another time reminds anew.

    entry: as for create_plan. Raises NotFound, InvalidRecord, EditConflict, PlanClosed, FieldErrors.
    """
    customer, plan = locked_plan(plan_id, version=version, actor=actor)
    values = checked(entry, customer_id=customer.pk, actor=actor, at=at, current=plan)
    words = changes_of(plan, values)
    changed = [name for name, new in values.items() if getattr(plan, name) != new]
    for name in changed:
        setattr(plan, name, values[name])
    if "planned_at" in changed or "remind_minutes" in changed:
        plan.reminded_at = None
        changed.append("reminded_at")
    plan.save(update_fields=[*changed, *touch(plan, actor=actor, at=at)])
    current_context().changed("activities.plan", plan.pk, label=f"{customer} {plan.title}"[:100], changes=words)
    bring_up_to_date(customer, actor=actor, at=at)
    return plan
