"""Dealings for tests; made by the real operations."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from danshu.activities import dictionaries as lists
from danshu.activities.models import Communication, Plan, PlanSetting
from danshu.activities.operations.create_plan import create_plan
from danshu.activities.operations.record_communication import record_communication
from danshu.activities.operations.save_setting import save_setting
from danshu.activities.operations.switch_setting import switch_setting
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.parties.models import Customer
from danshu.parties.tests.factories import NOON, make_customer, person

__all__ = ["NOON", "make_customer", "person"]


def type_id(code: str = "phone") -> int:
    """A delivered communication type."""
    return id_of(lists.COMMUNICATION_TYPE, code)


def plan_type_id(code: str = "follow_up") -> int:
    """A delivered plan type."""
    return id_of(lists.PLAN_TYPE, code)


def make_record(customer: Customer, actor: Actor, *, at: datetime = NOON, **entry: Any) -> Communication:
    """A communication of a customer."""
    given = {"type": type_id(), "content": "客户要 120 箱面巾纸", **entry}
    return record_communication(customer_id=customer.pk, entry=given, actor=actor, at=at)


def make_plan(customer: Customer, actor: Actor, *, at: datetime = NOON, **entry: Any) -> Plan:
    """A plan of a customer."""
    given = {"plan_type": plan_type_id(), "title": "确认备货", "planned_at": NOON + timedelta(days=4), **entry}
    return create_plan(customer_id=customer.pk, entry=given, actor=actor, at=at)


def make_setting(actor: Actor, *, is_on: bool = True, at: datetime = NOON, **entry: Any) -> PlanSetting:
    """A rule: first one day after a customer is created, then every 14 days, three times."""
    given = {
        "plan_type": plan_type_id("first_contact"), "title": "新客户首次联系", "trigger": "customer_created",
        "first_after_days": 1, "repeat_every_days": 14, "repeats": 3, **entry,
    }  # fmt: skip
    made = save_setting(entry=given, actor=actor, at=at)
    return switch_setting(setting_id=made.pk, is_on=True, actor=actor, at=at) if is_on else made
