"""Give a plan up."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.activities.lifecycle import PLAN_LIFECYCLE, PlanStatus
from danshu.activities.loading import locked_plan
from danshu.activities.models import Plan
from danshu.activities.permissions import EDIT_PLANS
from danshu.activities.recording import bring_up_to_date
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.ui.formats import date_text


@operation("activities.cancel_plan", permission=EDIT_PLANS, label=("取消计划", "Cancel a plan"))
def cancel_plan(*, plan_id: int, reason: str, version: int | None = None, actor: Actor, at: datetime) -> Plan:
    """The plan is not carried out; reason required. The customer's next contact follows (CUS-030).

    Raises NotFound, InvalidRecord, EditConflict, PlanClosed, FieldErrors.
    """
    if not 1 <= len(reason.strip()) <= 500:
        raise FieldErrors([FieldProblem("reason", "required", _("填写理由，最多 500 个字"))])
    customer, plan = locked_plan(plan_id, version=version, actor=actor)
    before = plan.status
    PLAN_LIFECYCLE.move(plan, PlanStatus.CANCELLED)
    plan.cancel_reason = reason.strip()
    plan.save(update_fields=["status", "cancel_reason", *touch(plan, actor=actor, at=at)])
    bring_up_to_date(customer, actor=actor, at=at)
    context = current_context()
    facts = {"label": customer, "date": date_text(customer.next_contact_at)}
    context.effect("next_contact", _("%(label)s 的下次联系变为 %(date)s") % facts)
    context.changed(
        "activities.plan", plan.pk, label=f"{customer} {plan.title}"[:100], reason=reason.strip(),
        changes={"status": (before, plan.status)},
    )  # fmt: skip
    return plan
