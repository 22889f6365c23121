"""Telling a customer about his order through the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Router, Schema, Status
from pydantic import Field

from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.masking import mask_email
from danshu.kit.rest import KEY_REQUIRED, Input, OneLine, allowed_to, idempotency_key, responses
from danshu.kit.web import ActorRequest
from danshu.sales.operations.inform_customer import inform_customer
from danshu.sales.operations.resend_message import resend_message
from danshu.sales.permissions import INFORM_ORDER
from danshu.sales.queries import order_by_number

router = Router(tags=["orders"])
BIG = 2**62


class MessageIn(Input):
    """An e-mail to the customer; address and recipient come from the order's contact when they are left out."""

    address: OneLine | None = Field(None, max_length=254)
    recipient: OneLine | None = Field(None, max_length=50)
    subject: OneLine = Field(max_length=150)
    body: str = Field(max_length=1500)
    language: str = Field("zh-hans", max_length=10)


class MessageOut(Schema):
    """An e-mail and what became of it: queued, sent or failed. `key` is part of its Message-ID."""

    key: str
    status: str
    recipient: str
    address: str
    subject: str
    body: str
    language: str
    queued_at: datetime


class ResentOut(Schema):
    """An e-mail that is due again, by the note that records it."""

    note_id: int
    status: str


@router.post("/orders/{number}/messages", response=responses(MessageOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(INFORM_ORDER)
def send(request: ActorRequest, number: str, payload: MessageIn) -> Status[dict[str, Any]]:
    """Send the customer an e-mail and record it on the order; repeating the request with its key sends no other one."""
    order = order_by_number(request.actor, number, INFORM_ORDER)
    note = inform_customer.keyed(idempotency_key(request))(
        order_id=order.pk,
        address=order.shown_contact_email if payload.address is None else payload.address,
        recipient=order.contact_name if payload.recipient is None else payload.recipient,
        subject=payload.subject, body=payload.body, language=payload.language, actor=request.actor, at=now(),
    )  # fmt: skip
    message = note.message
    assert message is not None  # noqa: S101 - the operation has just made it
    names = [name for name in MessageOut.model_fields if name != "key"]
    given = {name: getattr(message, name) for name in names} | {"key": str(message.key)}
    return Status(201, given if order.sees_contact_data else given | {"address": mask_email(message.address)})


@router.post("/orders/{number}/messages/{note_id}/again", response=responses(ResentOut), openapi_extra=KEY_REQUIRED)
@allowed_to(INFORM_ORDER)
def send_again(request: ActorRequest, number: str, note_id: int) -> dict[str, Any]:
    """Put an e-mail that could not be delivered back into the queue (ORD-048)."""
    if note_id > BIG:
        raise NotFound
    order = order_by_number(request.actor, number, INFORM_ORDER)
    resend_keyed = resend_message.keyed(idempotency_key(request))
    note = resend_keyed(order_id=order.pk, note_id=note_id, actor=request.actor, at=now())
    return {"note_id": note.pk, "status": note.message.status if note.message else ""}
