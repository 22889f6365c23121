"""Shapes of the review of customers in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from danshu.kit.rest import Input, OneLine, PageQuery
from danshu.parties.rest_shapes import Key
from danshu.vetting.wording import lines_of

Version = Field(None, ge=1, le=2**31 - 1)


class CustomerReviewQuery(PageQuery):
    """Which reviews: by state, by what was submitted, of one customer."""

    status: OneLine = Field("", max_length=20)
    deed: OneLine = Field("", max_length=10)
    customer_id: Key | None = None


class ReviewedFieldOut(Schema):
    """One field of a change: stored values, and the same in words."""

    field: str
    before: Any
    after: Any
    before_text: str
    after_text: str


class CustomerReviewOut(Schema):
    """A review of a customer. deed: entry, change, deletion; status: awaiting, approved, refused, withdrawn."""

    id: int
    customer_id: int
    deed: str
    status: str
    reason: str
    fields: list[ReviewedFieldOut]
    applicant_id: int | None
    applicant_name: str
    applied_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    decision_reason: str
    version: int


class CustomerReviewRowOut(Schema):
    """A line of the list: which fields change; the values are at the review itself."""

    id: int
    customer_id: int
    deed: str
    status: str
    reason: str
    fields: list[str]
    applicant_id: int | None
    applicant_name: str
    applied_at: datetime
    decided_at: datetime | None
    version: int


class CustomerDecidedOut(Schema):
    """What was approved. The review of a deletion is in the recycle bin now, with its customer."""

    id: int
    customer_id: int
    deed: str
    status: str


class CustomerDecisionIn(Input):
    """A decision; the versions and `seen_status` protect against deciding what has changed."""

    reason: str = Field("", max_length=500)
    version: int | None = Version
    customer_version: int | None = Version
    seen_status: str | None = Field(None, max_length=20)


class CustomerRefusalIn(Input):
    """A refusal or a withdrawal."""

    reason: str = Field("", max_length=500)
    version: int | None = Version
    seen_status: str | None = Field(None, max_length=20)


class CustomerSubmissionIn(Input):
    """What the reviewer should know of a new customer that is submitted again."""

    reason: str = Field("", max_length=500)
    version: int | None = Version


PLAIN = (
    "customer_id", "deed", "status", "reason", "applicant_id", "applicant_name", "applied_at", "decided_by_name",
    "decided_at", "decision_reason", "version",
)  # fmt: skip


def review_out(found: Any) -> dict[str, Any]:
    """One review with its values."""
    fields = [
        {"field": line.name, "before": found.before[line.name], "after": found.after[line.name],
         "before_text": line.before, "after_text": line.after}
        for line in lines_of(found.pairs)
    ]  # fmt: skip
    return {name: getattr(found, name) for name in PLAIN} | {"id": found.pk, "fields": fields}


def row_out(found: Any) -> dict[str, Any]:
    """A line of the list."""
    return {name: getattr(found, name) for name in PLAIN} | {"id": found.pk, "fields": sorted(found.after)}
