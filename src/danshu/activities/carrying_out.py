"""A plan becomes a communication, and a plan again when that is deleted (CUS-030)."""

from __future__ import annotations

from datetime import datetime

from danshu.activities.events import PlanCarriedOut
from danshu.activities.lifecycle import PLAN_LIFECYCLE, PlanStatus
from danshu.activities.loading import require_open
from danshu.activities.models import Communication, Plan
from danshu.activities.permissions import RECORD_CONTACT
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.refs import SourceRef
from danshu.kit.versions import touch


def locked_plan(plan_id: int, *, customer_id: int, actor: Actor) -> Plan:
    """An open plan of a customer that is locked already. Raises NotFound, PlanClosed."""
    rows = Plan.objects.visible_to(actor, RECORD_CONTACT).filter(pk=plan_id, customer_id=customer_id)
    plan = lock(rows).first()
    if plan is None:
        raise NotFound
    require_open(plan)
    return plan


def carry_out(plan: Plan, record: Communication, *, actor: Actor, at: datetime) -> None:
    """The record is what became of the plan."""
    before = plan.status
    PLAN_LIFECYCLE.move(plan, PlanStatus.DONE)
    plan.record = record
    plan.save(update_fields=["status", "record", *touch(plan, actor=actor, at=at)])
    current_context().changed("activities.plan", plan.pk, label=plan.title, changes={"status": (before, plan.status)})
    subject = SourceRef("activities.plan", plan.pk)
    publish(
        PlanCarriedOut(
            aggregate=subject, version=plan.version, customer_id=plan.customer_id, communication_id=record.pk
        )
    )


def reopen(record: Communication, *, actor: Actor, at: datetime) -> None:
    """The record is deleted: the plan it carried out is to be done again."""
    plan = lock(Plan.objects.filter(record=record)).first()
    if plan is None:
        return
    PLAN_LIFECYCLE.move(plan, PlanStatus.PLANNED)
    plan.record = None
    plan.save(update_fields=["status", "record", *touch(plan, actor=actor, at=at)])
    changes = {"status": (PlanStatus.DONE.value, plan.status)}
    current_context().changed("activities.plan", plan.pk, label=plan.title, changes=changes)
