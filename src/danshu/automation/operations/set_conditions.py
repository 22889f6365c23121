"""Say for which records a rule acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from danshu.automation.loading import locked_rule
from danshu.automation.models import Rule
from danshu.automation.permissions import CONFIGURE
from danshu.automation.recording import save
from danshu.automation.rules import checked_conditions
from danshu.automation.wording import noted
from danshu.kit.actor import Actor
from danshu.kit.operation import operation


@operation(
    "automation.set_conditions",
    permission=CONFIGURE,
    label=("设置自动化条件", "Set the conditions of an automatic rule"),
)
def set_conditions(
    *, rule_id: int, conditions: Sequence[Mapping[str, Any]], version: int | None = None, actor: Actor, at: datetime
) -> Rule:
    """All conditions of a rule that is off, see danshu.validation.asking; all of them have to be met (SYS-029).

    Raises NotFound, EditConflict, RuleSwitchedOn, FieldErrors.
    """
    rule = locked_rule(rule_id, version=version, to_change=True)
    before, made = rule.conditions, checked_conditions(rule, conditions, at=at)
    if made == rule.conditions:
        return rule
    rule.conditions = made
    changes = {"conditions": (noted(rule.host, before), noted(rule.host, made))}
    save(rule, changes, ("conditions",), actor=actor, at=at)
    return rule
