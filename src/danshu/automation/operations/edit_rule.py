"""Change what a rule is called and when its date is reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.automation.loading import locked_rule
from danshu.automation.models import Rule
from danshu.automation.permissions import CONFIGURE
from danshu.automation.recording import save
from danshu.automation.rules import checked
from danshu.kit.actor import Actor
from danshu.kit.operation import operation


@operation("automation.edit_rule", permission=CONFIGURE, label=("修改自动化规则", "Edit an automatic rule"))
def edit_rule(
    *, rule_id: int, values: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> Rule:
    """Name, note and offset_days of a rule that is off; what starts it stays for good (SYS-029).

    Nothing is written when nothing differs. Raises NotFound, EditConflict, RuleSwitchedOn, FieldErrors, RuleNameTaken.
    """
    rule = locked_rule(rule_id, version=version, to_change=True)
    found = checked(values, rule)
    changes = {name: (getattr(rule, name), new) for name, new in found.items() if getattr(rule, name) != new}
    if not changes:
        return rule
    for name, (_old, new) in changes.items():
        setattr(rule, name, new)
    save(rule, changes, tuple(changes), actor=actor, at=at)
    return rule
