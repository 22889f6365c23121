"""Printed change orders through the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router, Status

from danshu.amendments.change_form import change_sheet
from danshu.amendments.operations.print_amendment import print_amendment
from danshu.amendments.queries import amendment_by_number
from danshu.kit.clock import now
from danshu.kit.rest import KEY_REQUIRED, allowed_to, idempotency_key, responses
from danshu.kit.web import ActorRequest
from danshu.printing.answers import pdf_answer
from danshu.printing.queries import copies_of, copy_by_code
from danshu.printing.rest_shapes import CopyOut, PrintIn, copies_out, copy_out
from danshu.printing.shown import with_state
from danshu.sales.permissions import PRINT_ORDER
from danshu.sales.queries import order_by_number
from danshu.sales.sight import kinds_seen

router = Router(tags=["orders"])


@router.post("/order-changes/{number}/prints", response=responses(CopyOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(PRINT_ORDER)
def print_copy(request: ActorRequest, number: str, payload: PrintIn) -> Status[dict[str, Any]]:
    """Make the next copy of a change order; repeating the request with its key makes no other one."""
    found = amendment_by_number(request.actor, number, PRINT_ORDER)
    act = print_amendment.keyed(idempotency_key(request))
    return Status(201, copy_out(act(amendment_id=found.pk, language=payload.language, actor=request.actor, at=now())))


@router.get("/order-changes/{number}/prints", response=responses(list[CopyOut]))
@allowed_to(PRINT_ORDER)
def list_copies(request: ActorRequest, number: str) -> list[dict[str, Any]]:
    """The copies of a change order, the latest first."""
    found = amendment_by_number(request.actor, number, PRINT_ORDER)
    order = order_by_number(request.actor, found.order.number, PRINT_ORDER)
    return copies_out(with_state(copies_of(found.ref), lambda: change_sheet(found, order)))


@router.get("/order-changes/{number}/prints/{code}", response=responses(None))
@allowed_to(PRINT_ORDER)
def copy_pages(request: ActorRequest, number: str, code: str) -> HttpResponse:
    """The pages of a copy as PDF."""
    found = amendment_by_number(request.actor, number, PRINT_ORDER)
    order = order_by_number(request.actor, found.order.number, PRINT_ORDER)
    return pdf_answer(copy_by_code(found.ref, code), seen=kinds_seen(order))
