"""What administrators may lay down: every entry of a rule checked, each problem beside its field (COM-008)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.automation.errors import RuleNameTaken
from danshu.automation.lifecycle import Trigger
from danshu.automation.models import NAME_LENGTH, NOTE_LENGTH, Rule
from danshu.automation.registry import ACTIONS
from danshu.kit.constraints import explain
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.events import PUBLISHED
from danshu.validation.asking import checked_condition
from danshu.validation.fields import fields_of
from danshu.validation.hosts import HOSTS
from danshu.validation.kinds import ValueType

explain("automation_rule_name_key", lambda: RuleNameTaken(field="name"))

MOST_CONDITIONS, MOST_ACTIONS, MOST_OFFSET = 10, 10, 365


def events_for_rules() -> list[tuple[str, Any]]:
    """Published events about one record whose fields are declared."""
    return [(name, event.label) for name, event in PUBLISHED.items() if event.kind in HOSTS]


def date_fields() -> list[tuple[str, str]]:
    """Declared dates, as (host/field, words)."""
    return [
        (f"{host.kind}/{found.name}", f"{host.label} · {found.label}")
        for host in HOSTS.values() for found in fields_of(host.kind) if found.type == ValueType.DATE
    ]  # fmt: skip


def checked(given: Mapping[str, Any], row: Rule | None = None) -> dict[str, Any]:
    """The columns of what was entered; what starts a stored rule never changes. Raises FieldErrors, RuleNameTaken."""
    problems: list[FieldProblem] = []
    values: dict[str, Any] = {
        "name": _text(given, row, "name", NAME_LENGTH, problems, required=True),
        "note": _text(given, row, "note", NOTE_LENGTH, problems),
    }
    values |= {} if row is not None else _start(given, problems)
    if (row is None and values.get("trigger") == Trigger.DATE) or (row is not None and row.trigger == Trigger.DATE):
        values["offset_days"] = _offset(given, row, problems)
    if problems:
        raise FieldErrors(problems)
    if Rule.objects.filter(name=values["name"]).exclude(pk=row.pk if row else 0).exists():
        raise RuleNameTaken(field="name")
    return values


def _text(
    given: Mapping[str, Any], row: Rule | None, name: str, limit: int, problems: list[FieldProblem], *,
    required: bool = False,
) -> str:  # fmt: skip
    raw = given.get(name, getattr(row, name, "")) or ""
    text = " ".join(str(raw).split()) if name == "name" else str(raw).replace("\r\n", "\n").strip()
    if required and not text:
        problems.append(FieldProblem(name, "required", _("填写规则名称")))
    elif len(text) > limit:
        facts = {"limit": limit, "length": len(text)}
        problems.append(FieldProblem(name, "too_long", _("最多 %(limit)s 个字，现在是 %(length)s 个") % facts))
    elif "\x00" in text:
        problems.append(FieldProblem(name, "not_text", _("不能含有控制字符")))
    return text


def _start(given: Mapping[str, Any], problems: list[FieldProblem]) -> dict[str, Any]:
    trigger = str(given.get("trigger") or "")
    if trigger == Trigger.EVENT:
        event = str(given.get("event") or "")
        if event not in dict(events_for_rules()):
            problems.append(FieldProblem("event", "unknown", _("从列表中选择事件")))
            return {}
        return {"trigger": trigger, "event": event, "host": PUBLISHED[event].kind}
    if trigger == Trigger.DATE:
        chosen = str(given.get("date_field") or "")
        if chosen not in dict(date_fields()):
            problems.append(FieldProblem("date_field", "unknown", _("从列表中选择日期字段")))
            return {"trigger": trigger}
        host, _slash, name = chosen.partition("/")
        return {"trigger": trigger, "date_field": name, "host": host}
    problems.append(FieldProblem("trigger", "unknown", _("从列表中选择")))
    return {}


def _offset(given: Mapping[str, Any], row: Rule | None, problems: list[FieldProblem]) -> int:
    raw = given.get("offset_days", row.offset_days if row else 0)
    try:
        days = int(raw or 0)
    except (TypeError, ValueError):
        days = MOST_OFFSET + 1
    if abs(days) > MOST_OFFSET:
        problems.append(FieldProblem("offset_days", "range", _("应为 -365 到 365 天")))
        return 0
    return days


def checked_conditions(rule: Rule, given: Sequence[Mapping[str, Any]], *, at: datetime) -> list[dict[str, Any]]:
    """All conditions as they are stored. Raises FieldErrors."""
    if len(given) > MOST_CONDITIONS:
        raise FieldErrors([FieldProblem("field", "too_many", _("最多 %(most)s 个条件") % {"most": MOST_CONDITIONS})])
    return [checked_condition(HOSTS[rule.host], flat(each), at=at) for each in given]


def flat(condition: Mapping[str, Any]) -> dict[str, Any]:
    """A condition as it is entered, from one that is stored or entered."""
    return {**condition, **condition.get("settings", {})}


def checked_actions(rule: Rule, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """All actions as they are stored. Raises FieldErrors."""
    if len(given) > MOST_ACTIONS:
        raise FieldErrors([FieldProblem("code", "too_many", _("最多 %(most)s 个动作") % {"most": MOST_ACTIONS})])
    made = []
    for each in given:
        action = ACTIONS.get(str(each.get("code") or ""))
        if action is None or not action.is_for(rule.host):
            raise FieldErrors([FieldProblem("code", "unknown", _("从列表中选择动作"))])
        made.append({"code": action.code, **action.check(each, rule.host)})
    return made
