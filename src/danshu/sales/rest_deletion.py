"""Deleting orders through the API (ORD-040 to ORD-042)."""

from __future__ import annotations

from datetime import datetime

from ninja import Router, Schema
from pydantic import Field

from danshu.kit.clock import now
from danshu.kit.rest import KEY_REQUIRED, Input, allowed_to, idempotency_key, responses
from danshu.kit.web import ActorRequest
from danshu.recycling.records import Entry
from danshu.sales.models import SpecialApproval
from danshu.sales.operations.ask_special import ask_special
from danshu.sales.operations.decide_special import decide_special
from danshu.sales.operations.delete_order import delete_order
from danshu.sales.permissions import ASK_SPECIAL, DECIDE_SPECIAL, DELETE_ORDER
from danshu.sales.queries import order_by_number

deletions = Router(tags=["orders"])


class OrderDeletionIn(Input):
    """Why; `other` needs words. seen_status and version guard against a page that is out of date."""

    reason_code: str = Field(max_length=40)
    reason: str = Field("", max_length=500)
    version: int | None = Field(None, ge=1, le=2**31 - 1)
    seen_status: str | None = Field(None, max_length=20)


class EffectOut(Schema):
    """One consequence in words."""

    code: str
    text: str


class DeletedOrderOut(Schema):
    """Where the order lies now."""

    id: int
    label: str
    state: str
    deleted_at: datetime
    reason_code: str
    reason: str


class SpecialIn(Input):
    """A request for special approval; is_true: the applicant states that the content is true."""

    reason: str = Field(max_length=500)
    facts: str = Field(max_length=500)
    is_true: bool


class SpecialAnswer(Input):
    """The manager's answer; a refusal needs its reason."""

    agree: bool
    answer: str = Field("", max_length=500)


class SpecialOut(Schema):
    """A special approval."""

    id: int
    state: str
    reason: str
    facts: str
    asked_by_name: str
    asked_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    answer: str
    valid_until: datetime | None


@deletions.get("/orders/{number}/deletion", response=responses(list[EffectOut]))
@allowed_to(DELETE_ORDER)
def impact(request: ActorRequest, number: str) -> list[EffectOut]:
    """What deleting the order would do: a dry run of the real operation, refused as it would be."""
    order = order_by_number(request.actor, number, DELETE_ORDER)
    trial = delete_order.dry_run(order_id=order.pk, reason_code="other", reason="—", actor=request.actor, at=now())
    return [EffectOut(code=each.code, text=str(each.text)) for each in trial.effects]


@deletions.post("/orders/{number}/deletion", response=responses(DeletedOrderOut), openapi_extra=KEY_REQUIRED)
@allowed_to(DELETE_ORDER)
def delete(request: ActorRequest, number: str, payload: OrderDeletionIn) -> Entry:
    """Put the order into the recycle bin."""
    order = order_by_number(request.actor, number, DELETE_ORDER)
    return delete_order.keyed(idempotency_key(request))(
        order_id=order.pk, **payload.dict(), actor=request.actor, at=now()
    )


@deletions.post("/orders/{number}/special-approval", response=responses(SpecialOut), openapi_extra=KEY_REQUIRED)
@allowed_to(ASK_SPECIAL)
def ask(request: ActorRequest, number: str, payload: SpecialIn) -> SpecialApproval:
    """Ask for special approval to delete an approved order."""
    order = order_by_number(request.actor, number, ASK_SPECIAL)
    return ask_special.keyed(idempotency_key(request))(
        order_id=order.pk, **payload.dict(), actor=request.actor, at=now()
    )


@deletions.post(
    "/orders/{number}/special-approval/decision", response=responses(SpecialOut), openapi_extra=KEY_REQUIRED
)
@allowed_to(DECIDE_SPECIAL)
def decide(request: ActorRequest, number: str, payload: SpecialAnswer) -> SpecialApproval:
    """Agree or refuse."""
    order = order_by_number(request.actor, number, DECIDE_SPECIAL)
    return decide_special.keyed(idempotency_key(request))(
        order_id=order.pk, **payload.dict(), actor=request.actor, at=now()
    )
