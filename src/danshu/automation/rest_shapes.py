"""What the API gives for automatic rules."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from danshu.automation.models import Rule, Run
from danshu.automation.wording import actions_text, conditions_text, outcome_text, trigger_text
from danshu.kit.rest import Input, PageQuery

Key = Annotated[int, Field(ge=1, le=2**62)]


class AutomationSwitchIn(Input):
    """On or off; `version` is the one that was read."""

    is_on: bool
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class AutomationRunQuery(PageQuery):
    """Filters; several combine with AND."""

    automation_id: Key | None = None
    status: Annotated[str, Field(max_length=20, pattern=r"^[^\x00]*$")] | None = Field(None, examples=["done"])


class AutomationRuleOut(Schema):
    """A rule; trigger, conditions and actions in words."""

    id: int
    name: str
    note: str
    host: str
    trigger: str
    event: str
    trigger_text: str
    conditions_text: str
    actions_text: str
    is_on: bool
    on_since: datetime | None
    version: int


class AutomationRunOut(Schema):
    """One run and what became of it."""

    id: int
    automation_id: int
    subject_kind: str
    subject_id: int
    label: str
    status: str
    depth: int
    outcome: str
    queued_at: datetime
    ended_at: datetime | None


def rule_out(row: Rule) -> dict[str, Any]:
    """A rule as the API gives it."""
    words = {
        "trigger_text": trigger_text(row), "conditions_text": conditions_text(row), "actions_text": actions_text(row)
    }  # fmt: skip
    return {name: getattr(row, name) for name in AutomationRuleOut.model_fields if name not in words} | words


def run_out(row: Run) -> dict[str, Any]:
    """A run as the API gives it."""
    own = {"automation_id": row.rule_id, "outcome": outcome_text(row)}
    return {name: getattr(row, name) for name in AutomationRunOut.model_fields if name not in own} | own
