"""What people do around an order through the API: notes, exceptions, supervisor's decision, checks set aside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.rest import KEY_REQUIRED, Input, OneLine, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.sales.models import OrderException, OrderNote
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.operations.ask_release import ask_release
from danshu.sales.operations.decide_supervision import decide_supervision
from danshu.sales.operations.override_finding import override_finding
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.operations.solve_exception import solve_exception
from danshu.sales.permissions import HANDLE_ORDER, SUPERVISE_ORDER, VIEW_ORDER
from danshu.sales.queries import order_by_number

router = Router(tags=["orders"])
BIG = 2**62


class OrderNoteIn(Input):
    """Something to remember: for colleagues ("internal"), or what was said to the customer or by him ("customer")."""

    content: str = Field(min_length=1, max_length=2000)
    kind: str = Field("internal", max_length=10)
    channel: OneLine = Field("", max_length=20)
    contact: OneLine = Field("", max_length=50)


class OrderNoteOut(Schema):
    """A note."""

    id: int
    kind: str
    channel: str
    contact: str
    content: str
    author_name: str
    at: datetime


class ExceptionIn(Input):
    """What is wrong; the order does not go on before it is solved."""

    type: str = Field(max_length=20)
    description: str = Field(min_length=1, max_length=500)
    contacted: str = Field("", max_length=500)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class SolutionIn(Input):
    """How it was solved."""

    solution: str = Field(min_length=1, max_length=500)
    contacted: str = Field("", max_length=500)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class ExceptionOut(Schema):
    """Something that is or was wrong with an order."""

    id: int
    type: str
    description: str
    contacted: str
    found_by_name: str
    found_at: datetime
    solution: str
    solved_at: datetime | None
    solved_by_name: str


class SupervisionIn(Input):
    """The supervisor's word; refusing needs a reason."""

    agree: bool
    reason: str = Field("", max_length=500)


class OverrideIn(Input):
    """A check to be set aside, by its code, and why."""

    code: str = Field(max_length=60)
    reason: str = Field(max_length=500)


class ReleaseIn(Input):
    """A check that somebody with the right should set aside."""

    code: str = Field(max_length=60)


class HandledOut(Schema):
    """Where the order stands now."""

    number: str
    status: str
    supervision_state: str
    open_exceptions: int
    version: int


@router.get("/orders/{number}/notes", response=responses(Page[OrderNoteOut]))
@allowed_to(VIEW_ORDER)
def list_notes(request: ActorRequest, number: str, query: Query[PageQuery]) -> dict[str, Any]:
    """An order's notes, newest first."""
    return page(OrderNote.objects.filter(order=order_by_number(request.actor, number)), query)


@router.post("/orders/{number}/notes", response=responses(OrderNoteOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(VIEW_ORDER)
def add_note(request: ActorRequest, number: str, payload: OrderNoteIn) -> Status[OrderNote]:
    """Add a note; possible in every status (ORD-030)."""
    order = order_by_number(request.actor, number)
    add_keyed = add_order_note.keyed(idempotency_key(request))
    return Status(201, add_keyed(order_id=order.pk, **payload.dict(), actor=request.actor, at=now()))


@router.get("/orders/{number}/exceptions", response=responses(Page[ExceptionOut]))
@allowed_to(VIEW_ORDER)
def list_exceptions(request: ActorRequest, number: str, query: Query[PageQuery]) -> dict[str, Any]:
    """What is or was wrong with an order, newest first."""
    return page(OrderException.objects.filter(order=order_by_number(request.actor, number)), query)


@router.post("/orders/{number}/exceptions", response=responses(ExceptionOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(HANDLE_ORDER)
def open_exception(request: ActorRequest, number: str, payload: ExceptionIn) -> Status[OrderException]:
    """Say what is wrong; shipping and completing wait until it is solved (ORD-032)."""
    order = order_by_number(request.actor, number, HANDLE_ORDER)
    given = payload.dict()
    record_keyed = record_exception.keyed(idempotency_key(request))
    found = record_keyed(
        order_id=order.pk, exception_type=given.pop("type"), **given, actor=request.actor, at=now()
    )  # fmt: skip
    return Status(201, found)


@router.post(
    "/orders/{number}/exceptions/{exception_id}/solution", response=responses(ExceptionOut), openapi_extra=KEY_REQUIRED
)
@allowed_to(HANDLE_ORDER)
def solve(request: ActorRequest, number: str, exception_id: int, payload: SolutionIn) -> OrderException:
    """Close an exception; solving it twice changes nothing more."""
    if exception_id > BIG:
        raise NotFound
    order = order_by_number(request.actor, number, HANDLE_ORDER)
    solve_keyed = solve_exception.keyed(idempotency_key(request))
    return solve_keyed(
        order_id=order.pk, exception_id=exception_id, **payload.dict(), actor=request.actor, at=now()
    )  # fmt: skip


@router.post("/orders/{number}/supervision", response=responses(HandledOut), openapi_extra=KEY_REQUIRED)
@allowed_to(SUPERVISE_ORDER)
def supervise(request: ActorRequest, number: str, payload: SupervisionIn) -> Any:
    """Agree to what goes beyond the limits, or refuse: the order is then rejected (ORD-023)."""
    order = order_by_number(request.actor, number, SUPERVISE_ORDER)
    decide_keyed = decide_supervision.keyed(idempotency_key(request))
    return decide_keyed(order_id=order.pk, **payload.dict(), actor=request.actor, at=now())


@router.post("/orders/{number}/overrides", response=responses(HandledOut), openapi_extra=KEY_REQUIRED)
@allowed_to(VIEW_ORDER)
def override(request: ActorRequest, number: str, payload: OverrideIn) -> Any:
    """Set a failed check aside for the order's present content; needs the right that the check names (ORD-022)."""
    order = order_by_number(request.actor, number)
    override_keyed = override_finding.keyed(idempotency_key(request))
    return override_keyed(order_id=order.pk, **payload.dict(), actor=request.actor, at=now())


@router.post("/orders/{number}/release-requests", response=responses(HandledOut), openapi_extra=KEY_REQUIRED)
@allowed_to(VIEW_ORDER)
def ask(request: ActorRequest, number: str, payload: ReleaseIn) -> Any:
    """Tell those who may set the check aside that the order waits for them."""
    order = order_by_number(request.actor, number)
    ask_keyed = ask_release.keyed(idempotency_key(request))
    return ask_keyed(order_id=order.pk, code=payload.code, actor=request.actor, at=now())
