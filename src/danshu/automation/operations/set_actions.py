"""Say what a rule does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from danshu.automation.loading import locked_rule
from danshu.automation.models import Rule
from danshu.automation.permissions import CONFIGURE
from danshu.automation.recording import save
from danshu.automation.rules import checked_actions
from danshu.automation.wording import noted
from danshu.kit.actor import Actor
from danshu.kit.operation import operation


@operation(
    "automation.set_actions", permission=CONFIGURE, label=("设置自动化动作", "Set the actions of an automatic rule")
)
def set_actions(
    *, rule_id: int, actions: Sequence[Mapping[str, Any]], version: int | None = None, actor: Actor, at: datetime
) -> Rule:
    """All actions of a rule that is off, each a code of danshu.automation.registry with its settings, in the order in
    which they are done (SYS-029). Raises NotFound, EditConflict, RuleSwitchedOn, FieldErrors.
    """
    rule = locked_rule(rule_id, version=version, to_change=True)
    before, made = rule.actions, checked_actions(rule, actions)
    if made == rule.actions:
        return rule
    rule.actions = made
    changes = {"actions": (noted(rule.host, before), noted(rule.host, made))}
    save(rule, changes, ("actions",), actor=actor, at=at)
    return rule
