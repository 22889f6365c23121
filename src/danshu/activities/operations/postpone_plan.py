"""Put a plan off."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.activities.loading import locked_plan
from danshu.activities.models import Plan
from danshu.activities.permissions import EDIT_PLANS
from danshu.activities.planning import moment_problem
from danshu.activities.recording import bring_up_to_date
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("activities.postpone_plan", permission=EDIT_PLANS, label=("推迟计划", "Postpone a plan"))
def postpone_plan(
    *,
    plan_id: int,
    planned_at: datetime,
    reason: str = "",
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Plan:
    """Another time in the future; the old one stays in the history with the reason (CUS-030).

    Raises NotFound, InvalidRecord, EditConflict, PlanClosed, FieldErrors.
    """
    problems = []
    if problem := moment_problem(planned_at, at):
        problems.append(FieldProblem("planned_at", "range", problem))
    elif planned_at <= at:
        problems.append(FieldProblem("planned_at", "past", _("新的时间应在将来")))
    if len(reason) > 500:
        problems.append(FieldProblem("reason", "max_length", _("理由最多 500 个字")))
    if problems:
        raise FieldErrors(problems)
    customer, plan = locked_plan(plan_id, version=version, actor=actor)
    before, plan.planned_at, plan.reminded_at = plan.planned_at, planned_at, None
    plan.save(update_fields=["planned_at", "reminded_at", *touch(plan, actor=actor, at=at)])
    current_context().changed(
        "activities.plan", plan.pk, label=f"{customer} {plan.title}"[:100], reason=reason.strip(),
        changes={"planned_at": (before, planned_at)},
    )  # fmt: skip
    bring_up_to_date(customer, actor=actor, at=at)
    return plan
