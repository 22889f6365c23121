"""Shapes of the pool in the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from danshu.kit.days import BusinessDay
from danshu.kit.rest import Input, OneLine, PageQuery
from danshu.parties.rest_shapes import Key
from danshu.pool.web import shown


class PoolQuery(PageQuery):
    """Which open customers: part of the name, the rule by which they came."""

    q: str = Field("", max_length=100)
    cause: OneLine = Field("", max_length=20)


class OpenCustomerOut(Schema):
    """An open customer as everybody in sales sees it; how to reach it is not told (CUS-016)."""

    id: int
    number: str
    name: str
    country: str
    province: str
    city: str
    industry: str
    source: str
    last_contact_at: datetime | None
    opened_at: datetime
    cause: str
    reason: str
    former_owner_name: str
    is_applied_for: bool


def open_out(row: Any) -> dict[str, Any]:
    """One row of the pool."""
    plain = ("number", "name", "country", "province", "city", "last_contact_at", "opened_at", "is_applied_for")
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "industry": shown.label(row.industry), "source": shown.label(row.source),
        "cause": row.cause or "", "reason": shown.why(row), "former_owner_name": row.former_owner_name or "",
    }  # fmt: skip


class FallingOut(Schema):
    """A customer that falls into the pool: when, by which rule, whether its owner was told."""

    id: int
    number: str
    name: str
    owner_id: int
    owner_name: str
    cause: str
    release_on: date
    warned_on: date | None


class PoolReleaseIn(Input):
    """Why: a value of the dictionary pool.release_reason, and more about it."""

    reason_id: Key
    text: str = Field("", max_length=500)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class PoolReleasesIn(Input):
    """Several customers, one reason."""

    customer_ids: list[Key] = Field(min_length=1, max_length=500)
    reason_id: Key
    text: str = Field("", max_length=500)


class PickIn(Input):
    """Why one wants the customer."""

    reason: str = Field("", max_length=500)


class LockIn(Input):
    """Why, from and to (both days included)."""

    reason: str = Field(min_length=1, max_length=500)
    from_date: BusinessDay
    to_date: BusinessDay


class PoolDecisionIn(Input):
    """A decision; `version` or `seen_status` protect against deciding what has changed."""

    reason: str = Field("", max_length=500)
    version: int | None = Field(None, ge=1, le=2**31 - 1)
    seen_status: str | None = Field(None, max_length=20)


class PickOut(Schema):
    """An application for a customer; status: applied, approved, refused, withdrawn."""

    id: int
    customer_id: int
    applicant_id: int
    applicant_name: str
    status: str
    reason: str
    is_direct: bool
    applied_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    decision_reason: str
    version: int


class LockOut(Schema):
    """A lock; status: applied, locked, refused, ended, unlocked."""

    id: int
    customer_id: int
    owner_id: int
    owner_name: str
    status: str
    reason: str
    from_date: date
    to_date: date
    extends_id: int | None
    applied_by_name: str
    applied_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    decision_reason: str
    ended_at: datetime | None
    end_reason: str
    version: int
