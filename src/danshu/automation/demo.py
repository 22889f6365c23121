"""The automatic rules of the demo company."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.access.groups import team_choices
from danshu.automation.models import Rule
from danshu.automation.operations.define_rule import define_rule
from danshu.automation.operations.set_actions import set_actions
from danshu.automation.operations.set_conditions import set_conditions
from danshu.automation.operations.switch_rule import switch_rule
from danshu.kit.actor import Actor


def build(*, actor: Actor, at: datetime) -> int:
    """Three rules: customers from the exhibition to the team, a notice of rejected orders, a wanted date (off)."""
    team = next((key for key, _name in team_choices()), "")
    exhibition = _rule(
        actor, at, {"name": "展会新客户分配到团队", "trigger": "event", "event": "parties.customer_created"},
        [{"field": "source", "ask": "one_of", "allowed": "展会"}],
        [
            {"code": "parties.assign_owner", "who": "team", "team": team},
            {"code": "tasks.create_task", "title": "联系展会客户 {记录}", "who": "owner", "days": 1, "priority": "high"},
        ],
    )  # fmt: skip
    rejected = _rule(
        actor, at, {"name": "订单被驳回时通知负责人", "trigger": "event", "event": "sales.OrderRejected"}, [],
        [{"code": "notices.notify", "text": "订单 {记录} 被驳回，请跟进客户", "who": "owner"}],
    )  # fmt: skip
    _rule(
        actor, at,
        {"name": "要求送达前两天提醒", "trigger": "date", "date_field": "sales.order/wanted_date", "offset_days": -2}, [],
        [{"code": "tasks.create_task", "title": "确认送达时间 {记录}", "who": "owner", "days": 1}],
    )  # fmt: skip
    for rule in (exhibition, rejected):
        switch_rule(rule_id=rule.pk, is_on=True, actor=actor, at=at)
    return 3


def _rule(
    actor: Actor,
    at: datetime,
    values: Mapping[str, Any],
    conditions: list[dict[str, Any]],
    actions: list[dict[str, Any]],
) -> Rule:
    rule = define_rule(values=values, actor=actor, at=at)
    set_conditions(rule_id=rule.pk, conditions=conditions, actor=actor, at=at)
    return set_actions(rule_id=rule.pk, actions=actions, actor=actor, at=at)
