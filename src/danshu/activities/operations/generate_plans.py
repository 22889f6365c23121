"""Make the plans that the settings ask for after an event."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from danshu.activities.models import Plan, PlanSetting
from danshu.activities.permissions import EDIT_PLANS
from danshu.activities.planning import store
from danshu.activities.recording import bring_up_to_date
from danshu.activities.setting_rules import fits
from danshu.identity.permissions import SYSTEM
from danshu.identity.queries import find_people
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.operation import operation
from danshu.parties.dealings import customer_for_dealing


@operation("activities.generate_plans", permission=SYSTEM, label=("生成计划", "Generate plans"))
def generate_plans(
    *, trigger: str, customer_id: int, occasion: str, happened_at: datetime, actor: Actor, at: datetime
) -> int:
    """One event, all settings that are on for it and fit the customer: their plans, each once (CUS-029).

    occasion: names this occurrence of the event, so that repeating the call makes nothing twice; happened_at: from when
    the days count; what happened before a setting was switched on makes no plans. Returns how many plans were made; none for a customer that is gone or has nobody responsible.
    """
    known = PlanSetting.objects.filter(trigger=trigger, is_on=True, is_valid=True, switched_on_at__lte=happened_at)
    settings = list(known.order_by("pk"))
    if not settings:
        return 0
    try:
        customer = customer_for_dealing(customer_id, permission=EDIT_PLANS, actor=actor)
    except DomainError:  # invalidated or in the bin meanwhile: nothing is to be planned
        return 0
    facts = {name: getattr(customer, name) for name in ("category_id", "level_id", "status_id")}
    made = sum(
        _make(setting, customer, occasion, happened_at, actor, at) for setting in settings if fits(setting, **facts)
    )
    if made:
        bring_up_to_date(customer, actor=actor, at=at)
    return made


def _make(setting: PlanSetting, customer: Any, occasion: str, happened_at: datetime, actor: Actor, at: datetime) -> int:
    responsible = _working(setting.responsible_id) or _working(customer.owner_id)
    known = set(
        Plan.objects.filter(setting=setting, customer_id=customer.pk, occasion=occasion).values_list("round", flat=True)
    )
    rounds = [number for number in range(1, setting.repeats + 1) if number not in known] if responsible else []
    for number in rounds:
        days = setting.first_after_days + (number - 1) * (setting.repeat_every_days or 0)
        values = {
            "plan_type_id": setting.plan_type_id, "title": setting.title, "type_id": setting.type_id,
            "planned_at": happened_at + timedelta(days=days), "responsible_id": responsible,
            "remind_minutes": setting.remind_minutes, "setting_id": setting.pk, "occasion": occasion, "round": number,
        }  # fmt: skip
        store(customer, values, actor=actor, at=at)
    return len(rounds)


def _working(user_id: int | None) -> int | None:
    """The person, when his account is active."""
    return user_id if user_id is not None and find_people("").filter(pk=user_id).exists() else None
