"""Finding and locking the record an operation is about, its customer first (CC-2, CC-4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from danshu.activities.errors import NotYours, PlanClosed, TooLate
from danshu.activities.lifecycle import OPEN_PLANS
from danshu.activities.models import Communication, Plan
from danshu.activities.permissions import EDIT_LATER, EDIT_PLANS, RECORD_CONTACT
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version
from danshu.parties.dealings import customer_for_dealing

AUTHOR_HOURS = 24


def locked_communication(
    communication_id: int, *, version: int | None = None, actor: Actor, at: datetime
) -> tuple[Any, Communication]:
    """The customer and the record, for somebody who may change it (CUS-025).

    Raises NotFound, InvalidRecord, EditConflict, NotYours for another author's record, TooLate for the author after 24
    hours; who holds EDIT_LATER for the customer is not refused.
    """
    rows = Communication.objects.alive().visible_to(actor, RECORD_CONTACT)
    customer_id = rows.filter(pk=communication_id).values_list("customer_id", flat=True).first()
    if customer_id is None:
        raise NotFound
    customer = customer_for_dealing(customer_id, permission=RECORD_CONTACT, actor=actor)
    record = lock(Communication.objects.alive().filter(pk=communication_id)).first()
    if record is None:
        raise NotFound
    require_version(record, version)
    require_changeable(record, actor=actor, at=at)
    return customer, record


def require_changeable(record: Communication, *, actor: Actor, at: datetime) -> None:
    """Raise NotYours or TooLate unless the actor may change the record now."""
    if actor.is_system or Communication.objects.visible_to(actor, EDIT_LATER).filter(pk=record.pk).exists():
        return
    if record.author_id != actor.user_id:
        raise NotYours(author=record.author_name)
    if at - record.created_at > timedelta(hours=AUTHOR_HOURS):
        raise TooLate(hours=AUTHOR_HOURS)


def locked_plan(
    plan_id: int, *, permission: str = EDIT_PLANS, version: int | None = None, actor: Actor
) -> tuple[Any, Plan]:
    """The customer and an open plan of his. Raises NotFound, InvalidRecord, EditConflict, PlanClosed."""
    rows = Plan.objects.visible_to(actor, permission)
    customer_id = rows.filter(pk=plan_id).values_list("customer_id", flat=True).first()
    if customer_id is None:
        raise NotFound
    customer = customer_for_dealing(customer_id, permission=permission, actor=actor)
    plan = lock(Plan.objects.filter(pk=plan_id)).get()
    require_version(plan, version)
    require_open(plan)
    return customer, plan


def require_open(plan: Plan) -> None:
    """Raise PlanClosed for a plan that is done or cancelled."""
    if plan.status not in OPEN_PLANS:
        raise PlanClosed(label=plan.title, state=plan.get_status_display())
