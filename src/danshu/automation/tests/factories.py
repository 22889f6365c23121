"""Rules, teams and people for tests; made by the real operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from danshu.access.models import GroupMember, UserGroup
from danshu.automation.delivering import run_due
from danshu.automation.models import Rule, Run
from danshu.automation.operations.define_rule import define_rule
from danshu.automation.operations.set_actions import set_actions
from danshu.automation.operations.set_conditions import set_conditions
from danshu.automation.operations.switch_rule import switch_rule
from danshu.kit.actor import Actor
from danshu.parties.tests.factories import NOON, make_customer, person, source_id

__all__ = ["NOON", "make_customer", "person", "source_id"]
SYSTEM = Actor.system()
FROM_EXHIBITION = {"field": "source", "ask": "one_of", "allowed": "展会"}
LATER = NOON + timedelta(minutes=1)


def team_of(*members: Actor, name: str = "示例团队") -> int:
    """A team of these people."""
    group = UserGroup.objects.create(name=name, type="sales_team", created_at=NOON, updated_at=NOON)
    for member in members:
        GroupMember.objects.create(group=group, user_id=member.user_id, from_at=NOON)
    return group.pk


def make_rule(
    *, event: str = "parties.customer_created", date_field: str = "", offset_days: int = 0,
    conditions: Sequence[Mapping[str, Any]] = (), actions: Sequence[Mapping[str, Any]] = (), name: str = "示例规则",
    is_on: bool = True, actor: Actor = SYSTEM, at: datetime = NOON,
) -> Rule:  # fmt: skip
    """A rule with its conditions and actions, switched on."""
    start = {"trigger": "date", "date_field": date_field, "offset_days": offset_days} if date_field else {
        "trigger": "event", "event": event}  # fmt: skip
    rule = define_rule(values={"name": name, **start}, actor=actor, at=at)
    set_conditions(rule_id=rule.pk, conditions=conditions, actor=actor, at=at)
    rule = set_actions(rule_id=rule.pk, actions=actions, actor=actor, at=at)
    return switch_rule(rule_id=rule.pk, is_on=True, actor=actor, at=at) if is_on else rule


def task_for(user_id: int | None, **settings: Any) -> dict[str, Any]:
    """The action that gives this person a task."""
    return {
        "code": "tasks.create_task",
        "title": "联系 {记录}",
        "who": "person",
        "person": user_id,
        "days": 1,
        **settings,
    }


def exhibition_rule(*members: Actor, **settings: Any) -> Rule:
    """The example of SYS-029: a new customer from an exhibition goes to a team, with a task in one day."""
    actions = [
        {"code": "parties.assign_owner", "who": "team", "team": str(team_of(*members))},
        {"code": "tasks.create_task", "title": "联系展会客户 {记录}", "who": "owner", "days": 1, "priority": "high"},
    ]
    return make_rule(conditions=[FROM_EXHIBITION], actions=actions, name="展会客户", **settings)


def outcomes() -> list[tuple[str, str]]:
    """(status, outcome) of all runs in their order."""
    return list(Run.objects.order_by("pk").values_list("status", "outcome"))


def work(at: datetime = LATER) -> int:
    """What the job does."""
    return run_due(clock=lambda: at)
