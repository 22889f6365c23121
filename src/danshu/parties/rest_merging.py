"""Merging customers through the API (CUS-003, SYS-030)."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema, Status
from pydantic import Field

from danshu.kit.clock import now
from danshu.kit.rest import KEY_OPTIONAL, allowed_to, idempotency_key, responses
from danshu.kit.web import ActorRequest
from danshu.parties import permissions as rights
from danshu.parties.merging.registry import in_order
from danshu.parties.models import Merge
from danshu.parties.operations.merge_customers import merge_customers
from danshu.parties.operations.unmerge_customers import unmerge_customers
from danshu.parties.rest_shapes import Code, Key, ReasonIn

router = Router(tags=["customers"])


class MergeIn(ReasonIn):
    """The customer that goes. taken: fields whose value comes from it (invoice_... for invoice data); left out, those
    that the surviving customer has not. Versions are those that were read."""

    loser_id: Key
    taken: list[Code] | None = Field(None, max_length=60)
    version: int | None = Field(None, ge=1, le=2**31 - 1)
    loser_version: int | None = Field(None, ge=1, le=2**31 - 1)


class MovedOut(Schema):
    """So many things of one kind followed."""

    code: str
    label: str
    count: int


class MergeOut(Schema):
    """A merge; moved without what there was none of."""

    survivor_id: int
    loser_id: int
    taken: list[str]
    moved: list[MovedOut]


@router.get("/customers/{customer_id}/merge/{loser_id}", response=responses(MergeOut))
@allowed_to(rights.MERGE_CUSTOMERS)
def try_merge(request: ActorRequest, customer_id: Key, loser_id: Key) -> dict[str, Any]:
    """What a merge would do, from a dry run; refused as the merge itself would be."""
    trial = merge_customers.dry_run(
        survivor_id=customer_id, loser_id=loser_id, reason="—", actor=request.actor, at=now()
    )
    return _out(trial.result)


@router.post("/customers/{customer_id}/merge", response=responses(MergeOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.MERGE_CUSTOMERS)
def merge(request: ActorRequest, customer_id: Key, payload: MergeIn) -> dict[str, Any]:
    """Take another customer into this one, with everything that names it (CUS-003)."""
    made = merge_customers.keyed(idempotency_key(request, required=False))(
        survivor_id=customer_id, **payload.model_dump(), actor=request.actor, at=now()
    )
    return _out(Merge.objects.get(pk=made.pk))


@router.post("/customers/{customer_id}/unmerge", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.UNMERGE_CUSTOMERS)
def unmerge(request: ActorRequest, customer_id: Key, payload: ReasonIn) -> Status[None]:
    """Give a customer that was taken into another one back what was moved then; within 30 days."""
    unmerge_customers.keyed(idempotency_key(request, required=False))(
        customer_id=customer_id, reason=payload.reason, actor=request.actor, at=now()
    )
    return Status(204, None)


def _out(made: Merge) -> dict[str, Any]:
    counts = [(each, each.count(made.moved[each.code])) for each in in_order() if each.code in made.moved]
    return {
        "survivor_id": made.survivor_id, "loser_id": made.loser_id, "taken": made.taken,
        "moved": [{"code": each.code, "label": str(each.what), "count": count} for each, count in counts if count],
    }  # fmt: skip
