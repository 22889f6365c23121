"""Sharing customers through the API (CUS-015, SYS-030)."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Router, Schema, Status
from pydantic import Field

from danshu.kit.clock import now
from danshu.kit.rest import KEY_OPTIONAL, Input, allowed_to, idempotency_key, responses
from danshu.kit.web import ActorRequest
from danshu.parties import permissions as rights
from danshu.parties import queries
from danshu.parties.explaining import shares_of
from danshu.parties.models import Share
from danshu.parties.operations.share_customer import share_customer
from danshu.parties.operations.unshare_customer import unshare_customer
from danshu.parties.rest_shapes import Code, Key

router = Router(tags=["customers"])


class ShareIn(Input):
    """With whom: a person, a unit or a group or team. level: view, communicate or edit. until: the last day."""

    with_user_id: Key | None = None
    with_unit_id: Key | None = None
    with_team_id: Key | None = None
    level: Code = Field(examples=["view"])
    until: date | None = None


class ShareOut(Schema):
    """One share of a customer."""

    id: int
    with_user_id: int | None
    with_unit_id: int | None
    with_team_id: int | None
    level: str
    until: date | None
    shared_by_name: str


@router.get("/customers/{customer_id}/shares", response=responses(list[ShareOut]))
@allowed_to(rights.SHARE_CUSTOMERS)
def list_shares(request: ActorRequest, customer_id: Key) -> list[dict[str, Any]]:
    """With whom a customer is shared, those that ran out included."""
    found = queries.customer(request.actor, customer_id, permission=rights.SHARE_CUSTOMERS)
    return [_out(row) for row in shares_of(found.pk)]


@router.post("/customers/{customer_id}/shares", response=responses(ShareOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.SHARE_CUSTOMERS)
def share(request: ActorRequest, customer_id: Key, payload: ShareIn) -> dict[str, Any]:
    """Open a customer to a colleague or a department; sharing again changes level and end (CUS-015)."""
    made = share_customer.keyed(idempotency_key(request, required=False))(
        customer_id=customer_id, **payload.model_dump(), actor=request.actor, at=now()
    )
    return _out(Share.objects.get(pk=made.pk))


@router.post(
    "/customers/{customer_id}/shares/{share_id}/withdraw", response=responses(None, 204), openapi_extra=KEY_OPTIONAL
)
@allowed_to(rights.SHARE_CUSTOMERS)
def withdraw(request: ActorRequest, customer_id: Key, share_id: Key) -> Status[None]:
    """Take a share back."""
    unshare_customer.keyed(idempotency_key(request, required=False))(
        customer_id=customer_id, share_id=share_id, actor=request.actor, at=now()
    )
    return Status(204, None)


def _out(row: Share) -> dict[str, Any]:
    return {
        "id": row.pk, "with_user_id": row.user_id, "with_unit_id": row.unit_id, "with_team_id": row.team_id, "level": row.level, "until": row.until,
        "shared_by_name": row.shared_by_name,
    }  # fmt: skip
