"""Storing a rule and noting what changed; part of an operation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.automation.models import Rule
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.versions import touch

KIND = "automation.rule"


def save(
    rule: Rule, changes: Mapping[str, tuple[Any, Any]], names: tuple[str, ...], *, actor: Actor, at: datetime
) -> None:
    """Store the named columns of a locked rule and note what changed, in words."""
    rule.save(update_fields=[*names, *touch(rule, actor=actor, at=at)])
    current_context().changed(KIND, rule.pk, label=rule.name, changes=changes)
