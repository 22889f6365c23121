"""Checking and storing plans; what the operations on plans share (CUS-030)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.activities import dictionaries as lists
from danshu.activities import entering
from danshu.activities.models import Communication, Plan, Priority
from danshu.activities.permissions import EDIT_PLANS
from danshu.activities.wording import first_values
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem

LIMITS = {"title": 50, "content": 500, "place": 100}
VALUES = {"plan_type": lists.PLAN_TYPE, "type": lists.COMMUNICATION_TYPE}
REQUIRED = {
    "title": pgettext_lazy("交流计划", "标题"), "plan_type": gettext_lazy("计划类型"), "planned_at": gettext_lazy("计划时间"),
}  # fmt: skip
MOST_AHEAD = timedelta(days=3660)
MOST_REMIND = 30 * 24 * 60
FOLLOW_UP = "follow_up"


def checked(
    given: Mapping[str, Any], *, customer_id: int, actor: Actor, at: datetime, current: Plan | None = None
) -> dict[str, Any]:
    """The columns of what was entered. Raises FieldErrors with every problem."""
    entry = entering.Entry(given)
    entering.require_given(entry, REQUIRED, current)
    entering.take_texts(entry, LIMITS)
    entering.take_values(entry, VALUES, current)
    entering.take_contact(entry, customer_id, current)
    entering.take_minutes(entry)
    entering.take_responsible(entry, permission=EDIT_PLANS, actor=actor, at=at, current=current)
    if entry.given.get("planned_at"):
        if problem := moment_problem(entry.given["planned_at"], at):
            entry.refuse("planned_at", "range", problem)
        entry.values["planned_at"] = entry.given["planned_at"]
    if entry.given.get("priority"):
        if entry.given["priority"] not in Priority.values:
            entry.refuse("priority", "unknown", _("从列表中选择"))
        entry.values["priority"] = entry.given["priority"]
    if entry.given.get("remind_minutes") is not None:
        if not 0 <= entry.given["remind_minutes"] <= MOST_REMIND:
            entry.refuse("remind_minutes", "range", _("提前提醒应为 0 分钟到 30 天"))
        entry.values["remind_minutes"] = entry.given["remind_minutes"]
    return entry.require()


def moment_problem(moment: datetime, at: datetime) -> str:
    """What is wrong with the time of a plan; empty when nothing is."""
    if not at - MOST_AHEAD < moment < at + MOST_AHEAD:
        return _("计划时间应在十年以内")
    return ""


def store(customer: Any, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Plan:
    """A new plan of a locked customer; part of an operation."""
    plan = Plan(
        customer_id=customer.pk, created_at=at, updated_at=at, updated_by_name=actor.name, **values
    )  # fmt: skip
    plan.save(force_insert=True)
    current_context().changed(
        "activities.plan", plan.pk, label=f"{customer} {plan.title}"[:100], changes=first_values(values)
    )
    return plan


def plan_next(record: Communication, customer: Any, planned_at: datetime, *, actor: Actor, at: datetime) -> Plan:
    """The plan that the "next date" of a record makes (CUS-025). Raises FieldErrors for a moment that has passed."""
    if planned_at <= at or moment_problem(planned_at, at):
        raise FieldErrors([FieldProblem("next_at", "past", _("下次联系应在将来，十年以内"))])
    # plans are read by everybody who reads the customer: the words of a confidential record stay in it (CUS-027)
    words = "" if record.is_confidential else record.next_step
    values = {
        "plan_type_id": id_of(lists.PLAN_TYPE, FOLLOW_UP),
        "title": (words.splitlines() or [""])[0][:50] or _("跟进"),
        "content": words,
        "planned_at": planned_at,
        "type_id": record.type_id,
        "contact_id": record.contact_id,
        "responsible_id": record.responsible_id,
        "origin_id": record.pk,
    }
    return store(customer, values, actor=actor, at=at)
