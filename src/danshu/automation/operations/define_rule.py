"""Lay down a rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.automation.models import Rule
from danshu.automation.permissions import CONFIGURE
from danshu.automation.recording import KIND
from danshu.automation.rules import checked
from danshu.automation.wording import started_by
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation


@operation("automation.define_rule", permission=CONFIGURE, label=("新增自动化规则", "Add an automatic rule"))
def define_rule(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> Rule:
    """A rule, switched off: name (50 characters, unique), note, trigger ("event" with event, or "date" with date_field as
    "kind/field" and offset_days, before the date when negative). Conditions and actions follow (SYS-029).

    Raises FieldErrors, RuleNameTaken.
    """
    rule = Rule(created_at=at, updated_at=at, updated_by_name=actor.name, **checked(values))
    rule.save(force_insert=True)
    told = {"name": (None, rule.name), "trigger": (None, started_by(rule))}
    current_context().changed(KIND, rule.pk, label=rule.name, changes=told)
    return rule
