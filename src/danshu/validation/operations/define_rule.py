"""Lay down a validation rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.validation.models import Rule
from danshu.validation.permissions import CONFIGURE
from danshu.validation.rules import Checking, require_free_name, require_host
from danshu.validation.wording import first_values


@operation("validation.define_rule", permission=CONFIGURE, label=("新增验证规则", "Define a validation rule"))
def define_rule(*, host: str, values: Mapping[str, Any], actor: Actor, at: datetime) -> Rule:
    """Add a rule for a kind of record, switched off (SYS-011).

    values: name (at most 50 characters), field, kind and message are required; message_en, severity, valid_from (today
    when left out), unit_ids (none = all), and the settings of the kind: preset or expression of a format, minimum and
    maximum of a range (of a text its length, of a day also "today"), when, when_values, then, allowed and than of a
    dependency. Raises NotFound for records without rules, FieldErrors, RuleNameTaken.
    """
    checked = Checking(require_host(host), values, None, at).values()
    require_free_name(host, checked["name"])
    row = Rule.objects.create(host=host, created_at=at, updated_at=at, updated_by_name=actor.name, **checked)
    current_context().changed(
        "validation.rule", row.pk, label=row.name, changes=first_values({"host": host, **checked}, host)
    )
    return row
