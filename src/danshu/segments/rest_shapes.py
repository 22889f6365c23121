"""Shapes of tags and segments in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from danshu.kit.rest import Input, OneLine, PageQuery
from danshu.parties.rest_shapes import Key, Text
from danshu.segments.conditions import MOST, MOST_MONTHS, MOST_VALUES, conditions_text
from danshu.segments.facts import FACTS, Kind, Op
from danshu.segments.models import Segment


class TagsIn(Input):
    """Tags for several customers; those that are not named stay."""

    customer_ids: list[Key] = Field(min_length=1, max_length=500)
    add: list[OneLine] = Field(default_factory=list, max_length=50)
    remove: list[OneLine] = Field(default_factory=list, max_length=50)


class TagOut(Schema):
    """A tag and how many valid customers of the caller's scope have it."""

    tag: str
    customers: int


class SegmentFactOut(Schema):
    """What a condition can ask: how it is compared, whether over months, and what can be chosen."""

    code: str
    label: str
    group: str
    kind: Kind
    ops: list[Op]
    counts_over_months: bool
    choices: list[str]


class SegmentConditionIn(Input):
    """One condition: a fact (GET /segment-facts), how it is compared, with what, over the last how many months."""

    fact: OneLine = Field(max_length=60, examples=["paid_amount"])
    op: OneLine = Field(max_length=10, examples=["gt"])
    value: Text | list[Text] = Field(examples=["10000"])
    months: int | None = Field(None, ge=1, le=MOST_MONTHS, examples=[12])


class SegmentConditionOut(Schema):
    """A stored condition; values of a choice are keys."""

    fact: str
    op: str
    value: str | list[str]
    months: int | None


class SegmentIn(Input):
    """A new segment."""

    name: OneLine = Field(max_length=100)
    remark: Text = ""
    is_dynamic: bool = True
    is_all: bool = True
    conditions: list[SegmentConditionIn] = Field(default_factory=list, max_length=MOST)


class SegmentChange(Input):
    """Changed fields of a segment; `version` is the one that was read."""

    name: OneLine | None = Field(None, max_length=100)
    remark: Text | None = None
    is_dynamic: bool | None = None
    is_all: bool | None = None
    conditions: list[SegmentConditionIn] | None = Field(None, max_length=MOST)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class SegmentOut(Schema):
    """A segment; `text` says its conditions in words."""

    id: int
    version: int
    name: str
    remark: str
    is_dynamic: bool
    is_all: bool
    conditions: list[SegmentConditionOut]
    text: str
    member_count: int
    computed_at: datetime | None


class SegmentMembersIn(Input):
    """Customers."""

    customer_ids: list[Key] = Field(min_length=1, max_length=500)


class SegmentMovedOut(Schema):
    """How many joined or left, and how many are in it now."""

    moved: int
    member_count: int


class SegmentMemberOut(Schema):
    """A customer in a segment."""

    id: int
    segment_id: int
    customer_id: int
    customer_number: str
    customer_name: str
    since_at: datetime


class SegmentQuery(PageQuery):
    """Which segments."""

    is_dynamic: bool | None = None


class SegmentDeleteIn(Input):
    """Why it is deleted."""

    reason: Text = ""


def fact_out() -> list[dict[str, Any]]:
    """All facts."""
    return [
        {
            "code": each.code, "label": str(each.label), "group": each.group.value, "kind": each.kind, "ops": list(each.ops),
            "counts_over_months": each.counts_over, "choices": [names[0] for _key, names in each.choices()][:MOST_VALUES * 10],
        }
        for each in FACTS.values()
    ]  # fmt: skip


def _condition_out(condition: dict[str, Any]) -> dict[str, Any]:
    value = condition["value"]
    return {**condition, "value": [str(each) for each in value] if isinstance(value, list) else str(value)}


def segment_out(row: Segment) -> dict[str, Any]:
    """One segment."""
    plain = ("version", "name", "remark", "is_dynamic", "is_all", "member_count", "computed_at")
    return {name: getattr(row, name) for name in plain} | {
        "member_count": getattr(row, "seen_count", row.member_count), "id": row.pk, "conditions": [_condition_out(each) for each in row.conditions],
        "text": conditions_text(row.conditions, is_all=row.is_all),
    }  # fmt: skip


def member_out(row: Any) -> dict[str, Any]:
    """One member."""
    names = ("segment_id", "customer_id", "customer_number", "customer_name", "since_at")
    return {name: getattr(row, name) for name in names} | {"id": row.pk}
