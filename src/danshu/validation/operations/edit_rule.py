"""Change a validation rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.validation.errors import RuleSwitchedOn
from danshu.validation.loading import locked_rule
from danshu.validation.models import Rule
from danshu.validation.permissions import CONFIGURE
from danshu.validation.rules import Checking, require_free_name, require_host
from danshu.validation.wording import changed_values

# what the rule says, not what it asks: changed also while it is on
WORDS = {"name", "message", "message_en"}


@operation("validation.edit_rule", permission=CONFIGURE, label=("修改验证规则", "Edit a validation rule"))
def edit_rule(
    *, rule_id: int, values: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> Rule:
    """Change what is given of a rule; its records, field and kind stay for good (SYS-011).

    While it is on only its words change. Raises NotFound, EditConflict, FieldErrors, RuleNameTaken, RuleSwitchedOn.
    Nothing is written when nothing differs.
    """
    row = locked_rule(rule_id, version=version)
    fixed = {"field", "kind"}
    checked = Checking(require_host(row.host), values, row, at).values()
    require_free_name(row.host, checked["name"], besides=row.pk)
    changes = {n: (getattr(row, n), new) for n, new in checked.items() if n not in fixed and getattr(row, n) != new}
    if not changes:
        return row
    if row.is_on and set(changes) - WORDS:
        raise RuleSwitchedOn(name=row.name)
    for name, (_old, new) in changes.items():
        setattr(row, name, new)
    row.save(update_fields=[*changes, *touch(row, actor=actor, at=at)])
    current_context().changed(
        "validation.rule", row.pk, label=row.name, changes=changed_values(changes, row.host, row.field)
    )
    return row
