"""Printed shipping notes through the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router, Status

from danshu.fulfilment.delivery_note import note_sheet
from danshu.fulfilment.operations.print_shipment import print_shipment
from danshu.fulfilment.permissions import PRINT_SHIPMENT
from danshu.fulfilment.queries import in_full, shipment_by_number
from danshu.kit.clock import now
from danshu.kit.rest import KEY_REQUIRED, allowed_to, idempotency_key, responses
from danshu.kit.web import ActorRequest
from danshu.printing.answers import pdf_answer
from danshu.printing.queries import copies_of, copy_by_code
from danshu.printing.rest_shapes import CopyOut, PrintIn, copies_out, copy_out
from danshu.printing.shown import with_state
from danshu.sales.sight import kinds_seen

router = Router(tags=["shipments"])


@router.post("/shipments/{number}/prints", response=responses(CopyOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(PRINT_SHIPMENT)
def print_copy(request: ActorRequest, number: str, payload: PrintIn) -> Status[dict[str, Any]]:
    """Make the next copy of a note; repeating the request with its key makes no other one."""
    note = shipment_by_number(request.actor, number, PRINT_SHIPMENT)
    act = print_shipment.keyed(idempotency_key(request))
    return Status(201, copy_out(act(shipment_id=note.pk, language=payload.language, actor=request.actor, at=now())))


@router.get("/shipments/{number}/prints", response=responses(list[CopyOut]))
@allowed_to(PRINT_SHIPMENT)
def list_copies(request: ActorRequest, number: str) -> list[dict[str, Any]]:
    """The copies of a note, the latest first."""
    note = shipment_by_number(request.actor, number, PRINT_SHIPMENT)
    return copies_out(with_state(copies_of(note.ref), lambda: note_sheet(in_full(note))))


@router.get("/shipments/{number}/prints/{code}", response=responses(None))
@allowed_to(PRINT_SHIPMENT)
def copy_pages(request: ActorRequest, number: str, code: str) -> HttpResponse:
    """The pages of a copy as PDF."""
    note = shipment_by_number(request.actor, number, PRINT_SHIPMENT)
    return pdf_answer(copy_by_code(note.ref, code), seen=kinds_seen(note))
