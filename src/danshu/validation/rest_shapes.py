"""What the API takes and gives for rules and the review."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from danshu.kit.days import BusinessDay
from danshu.kit.rest import Input, OneLine, PageQuery
from danshu.validation.kinds import EXPRESSION_LENGTH, MESSAGE_LENGTH, MOST_VALUES, NAME_LENGTH
from danshu.validation.models import Fault, Rule

Key = Annotated[int, Field(ge=1, le=2**62)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Values = Annotated[list[Annotated[OneLine, Field(max_length=100)]], Field(max_length=MOST_VALUES)]
Name = Annotated[OneLine, Field(max_length=60)]


class ValidationRuleSettings(Input):
    """What a rule asks, by its kind; values are codes or names of options."""

    preset: Name = ""
    expression: OneLine = Field("", max_length=EXPRESSION_LENGTH)
    minimum: OneLine = Field("", max_length=40)
    maximum: OneLine = Field("", max_length=40)
    when: Name = ""
    when_values: Values = []
    then: Name = ""
    allowed: Values = []
    than: Name = ""


class ValidationRuleIn(ValidationRuleSettings):
    """A new rule; it is switched off at first."""

    field: Name
    kind: Name
    name: OneLine = Field(max_length=NAME_LENGTH)
    message: OneLine = Field(max_length=MESSAGE_LENGTH)
    message_en: OneLine = Field("", max_length=MESSAGE_LENGTH)
    severity: Name = "refuse"
    valid_from: BusinessDay | None = None
    unit_ids: list[Key] = Field([], max_length=100)


class ValidationRuleChange(ValidationRuleSettings):
    """What is sent is changed."""

    name: OneLine | None = Field(None, max_length=NAME_LENGTH)
    message: OneLine | None = Field(None, max_length=MESSAGE_LENGTH)
    message_en: OneLine | None = Field(None, max_length=MESSAGE_LENGTH)
    severity: Name | None = None
    valid_from: BusinessDay | None = None
    unit_ids: list[Key] | None = Field(None, max_length=100)
    version: Version | None = None


class ValidationSwitchIn(Input):
    """On or off."""

    is_on: bool
    version: Version | None = None


class ValidationRuleOut(Schema):
    """A rule."""

    id: int
    host: str
    field: str
    kind: str
    name: str
    settings: dict[str, Any]
    message: str
    message_en: str
    severity: str
    valid_from: date
    unit_ids: list[int]
    is_on: bool
    version: int


class TriedRecord(Schema):
    """A record that breaks the rule."""

    id: int
    number: str
    label: str


class ValidationTrialOut(Schema):
    """What a rule would fault: how many of how many, and the first hundred."""

    count: int
    looked_at: int
    records: list[TriedRecord]


class FaultQuery(PageQuery):
    """Which faults."""

    state: Name = ""
    host: Name = ""
    category: Name = ""
    rule_id: Key | None = None
    assignee_id: Key | None = None


class FaultOut(Schema):
    """A record that breaks a rule or that a check found."""

    id: int
    category: str
    source: str
    rule_id: int | None
    host: str
    record_id: int
    other_id: int
    label: str
    other_label: str
    state: str
    since_at: datetime
    responsible_id: int | None
    assignee_id: int | None
    assigned_at: datetime | None
    settled_at: datetime | None
    settled_by_name: str
    reason: str
    version: int


class AssignIn(Input):
    """Who is to correct the record."""

    assignee_id: Key
    version: Version | None = None


class AcceptIn(Input):
    """Why the record stays as it is."""

    reason: str = Field(min_length=1, max_length=500)
    version: Version | None = None


class ReopenIn(Input):
    """The version that was seen."""

    version: Version | None = None


class ReviewOut(Schema):
    """How many faults are new and how many are settled."""

    found: int
    settled: int


def rule_out(row: Rule) -> dict[str, Any]:
    """A rule as the API gives it."""
    return {name: getattr(row, name) for name in ValidationRuleOut.model_fields}


def fault_out(row: Fault) -> dict[str, Any]:
    """A fault as the API gives it."""
    return {name: getattr(row, name) for name in FaultOut.model_fields}
