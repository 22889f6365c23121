"""What happens to dealings when something else happens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.access.handover import register as register_estate
from danshu.activities import merging, shared
from danshu.activities.lifecycle import OPEN_PLANS, PLAN_LIFECYCLE, PlanStatus
from danshu.activities.models import Plan, Trigger
from danshu.activities.operations.generate_plans import generate_plans
from danshu.activities.recording import bring_up_to_date
from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import current_context
from danshu.kit.events import consequence, handles
from danshu.kit.locks import lock
from danshu.kit.refs import SourceRef
from danshu.kit.versions import touch
from danshu.parties.dealings import customer_for_dealing
from danshu.parties.events import CustomerChanged, CustomerCreated, CustomerOwnerChanged
from danshu.recycling.registry import loose, part


@handles(CustomerCreated, name="activities.plans_of_new_customer")
def plan_for_new_customer(delivery: dict[str, Any]) -> None:
    """Settings that wait for new customers (CUS-029)."""
    _generate(Trigger.CUSTOMER_CREATED, delivery)


@handles(CustomerChanged, name="activities.plans_of_changed_status")
def plan_for_changed_status(delivery: dict[str, Any]) -> None:
    """Settings that wait for another status."""
    if "status" in delivery["payload"]["fields"]:
        _generate(Trigger.STATUS_CHANGED, delivery)


def _generate(trigger: Trigger, delivery: dict[str, Any]) -> None:
    generate_plans(
        trigger=trigger, customer_id=SourceRef.parse(delivery["aggregate"]).pk, actor=Actor.system(), at=now(),
        occasion=str(delivery["version"]), happened_at=datetime.fromisoformat(delivery["at"]),
    )  # fmt: skip


@consequence(CustomerOwnerChanged)
def move_plans(event: CustomerOwnerChanged, *, actor: Actor, at: datetime) -> None:
    """Open plans of the old owner move with the customer, unless they are to stay (CUS-014).

    When nobody is responsible any more they are given up: the next owner makes his own (CUS-016).
    """
    if event.new_owner_id is None:
        _give_up(event.aggregate.pk, actor, at)
        return
    if not event.with_open_documents or event.old_owner_id is None:
        return
    plans = Plan.objects.filter(
        customer_id=event.aggregate.pk, responsible_id=event.old_owner_id, status__in=OPEN_PLANS
    )
    _move(list(lock(plans)), event.new_owner_id, actor, at)


def _move(plans: list[Plan], successor_id: int, actor: Actor, at: datetime) -> None:
    context = current_context()
    for plan in plans:
        before, plan.responsible_id = plan.responsible_id, successor_id
        plan.save(update_fields=["responsible_id", *touch(plan, actor=actor, at=at)])
        changes = {"responsible_id": (before, successor_id)}
        context.changed("activities.plan", plan.pk, label=plan.title, changes=changes)


def _give_up(customer_id: int, actor: Actor, at: datetime) -> None:
    customer = customer_for_dealing(customer_id, permission=SYSTEM, actor=Actor.system())
    context = current_context()
    plans = list(lock(Plan.objects.filter(customer_id=customer_id, status__in=OPEN_PLANS)))
    if not plans:
        return
    for plan in plans:
        before = plan.status
        PLAN_LIFECYCLE.move(plan, PlanStatus.CANCELLED)
        plan.cancel_reason = _("客户回到公海")
        plan.save(update_fields=["status", "cancel_reason", *touch(plan, actor=actor, at=at)])
        changes = {"status": (before, plan.status)}
        context.changed("activities.plan", plan.pk, label=plan.title, changes=changes, reason=plan.cancel_reason)
    bring_up_to_date(customer, actor=actor, at=at)


def count_plans(user_id: int) -> int:
    """How many open plans a person is responsible for."""
    return Plan.objects.filter(responsible_id=user_id, status__in=OPEN_PLANS).count()


def hand_plans_over(*, user_id: int, successor_id: int, actor: Actor, at: datetime) -> int:
    """Give the open plans of a leaver to his successor; returns how many (ACC-005)."""
    plans = list(lock(Plan.objects.filter(responsible_id=user_id, status__in=OPEN_PLANS)))
    _move(plans, successor_id, actor, at)
    return len(plans)


register_estate("activities.plan", count_plans, hand_plans_over, label=("计划", "plans"))

__all__ = ["merging", "shared"]

# communications and plans go into the recycle bin with their customer and come back with it (CUS-005)
for _model in ("activities.Communication", "activities.Plan"):
    part("parties.customer", _model, via="customer")
    loose("parties.customer", _model, via="contact", parent="parties.Contact")
part("parties.customer", "activities.Communication_products", via="communication", parent="activities.Communication")
part("parties.customer", "activities.Plan", via="record", parent="activities.Communication")
part("parties.customer", "activities.Plan", via="origin", parent="activities.Communication")
