"""Begin with a plan."""

from __future__ import annotations

from datetime import datetime

from danshu.activities.lifecycle import PLAN_LIFECYCLE, PlanStatus
from danshu.activities.loading import locked_plan
from danshu.activities.models import Plan
from danshu.activities.permissions import EDIT_PLANS
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("activities.start_plan", permission=EDIT_PLANS, label=("开始执行计划", "Start a plan"))
def start_plan(*, plan_id: int, version: int | None = None, actor: Actor, at: datetime) -> Plan:
    """Show others that somebody is at it (CUS-030).

    Raises NotFound, InvalidRecord, EditConflict, PlanClosed, IllegalTransition when it was begun before.
    """
    customer, plan = locked_plan(plan_id, version=version, actor=actor)
    before = plan.status
    PLAN_LIFECYCLE.move(plan, PlanStatus.IN_PROGRESS)
    plan.save(update_fields=["status", *touch(plan, actor=actor, at=at)])
    current_context().changed(
        "activities.plan", plan.pk, label=f"{customer} {plan.title}"[:100], changes={"status": (before, plan.status)}
    )
    return plan
