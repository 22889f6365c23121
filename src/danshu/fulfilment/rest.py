"""Shipments through the API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.operations.hand_over_shipment import hand_over_shipment
from danshu.fulfilment.operations.record_service import record_service
from danshu.fulfilment.operations.reverse_shipment import reverse_shipment
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.fulfilment.permissions import CONFIRM_RECEIPT, PERFORM_SERVICE, SHIP, VIEW_SHIPMENT
from danshu.fulfilment.queries import shipment_by_number, shipment_rows
from danshu.kit.clock import now
from danshu.kit.rest import KEY_REQUIRED, Input, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.sales.queries import order_by_number

router = Router(tags=["shipments"])
BIG = 2**62


class QuantityIn(Input):
    """A quantity of one order line."""

    line_id: int = Field(gt=0, le=BIG)
    quantity: Decimal = Field(gt=0, max_digits=12, decimal_places=3)


class ShipmentIn(Input):
    """What to put on a note; without lines everything that is open."""

    order_number: str = Field(max_length=40)
    lines: list[QuantityIn] | None = Field(None, max_length=500)
    boxes: int = Field(1, ge=1, le=9999)

    def quantities(self) -> dict[int, Decimal] | None:
        """Line id -> quantity."""
        return {line.line_id: line.quantity for line in self.lines} if self.lines is not None else None


class DispatchIn(ShipmentIn):
    """Ship at once."""

    carrier_id: int = Field(gt=0, le=BIG)
    tracking_number: str = Field(min_length=1, max_length=60)
    duplicate_confirmed: bool = False


class HandOverIn(Input):
    """Carrier and tracking number."""

    carrier_id: int = Field(gt=0, le=BIG)
    tracking_number: str = Field(min_length=1, max_length=60)
    duplicate_confirmed: bool = False


class SeenIn(Input):
    """The status that was seen."""

    seen_status: str | None = Field(None, max_length=20)


class ReversalIn(SeenIn):
    """Why."""

    reason: str = Field(max_length=500)


class SignedIn(Input):
    """Who received it."""

    signed_by: str = Field(min_length=1, max_length=150)
    evidence: str = Field("", max_length=500)


class ServiceIn(Input):
    """A performed service."""

    line_ids: list[int] = Field(min_length=1, max_length=500)
    performer: str = Field(min_length=1, max_length=100)
    performed_date: date
    confirmed_by: str = Field(min_length=1, max_length=100)
    result: str = Field("", max_length=500)


class ShipmentLineOut(Schema):
    """A line of a note."""

    order_line_id: int
    item_code: str
    item_name: str
    quantity: Decimal
    picked_quantity: Decimal


class ShipmentOut(Schema):
    """A shipping note."""

    id: int
    number: str
    order_number: str
    warehouse_id: int
    status: str
    pick_state: str
    carrier_id: int | None
    tracking_number: str
    boxes: int
    confirmed_at: datetime | None
    handed_over_at: datetime | None
    signed_at: datetime | None
    signed_by: str
    version: int


class ShipmentDetailOut(ShipmentOut):
    """A note with its lines."""

    lines: list[ShipmentLineOut]


class OrderStateOut(Schema):
    """Where the order stands now."""

    number: str
    status: str
    version: int


def detail(note: Shipment) -> dict[str, Any]:
    """The answer with lines."""
    head = {name: getattr(note, name) for name in ShipmentOut.model_fields}
    return head | {"lines": list(note.lines.order_by("position"))}


@router.get("/shipments", response=responses(Page[ShipmentOut]))
@allowed_to(VIEW_SHIPMENT)
def list_shipments(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Notes in scope, newest first."""
    return page(shipment_rows(request.actor), query)


@router.get("/shipments/{number}", response=responses(ShipmentDetailOut))
@allowed_to(VIEW_SHIPMENT)
def read(request: ActorRequest, number: str) -> dict[str, Any]:
    """One note."""
    return detail(shipment_by_number(request.actor, number))


@router.post("/shipments", response=responses(ShipmentDetailOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(SHIP)
def create(request: ActorRequest, payload: ShipmentIn) -> tuple[int, dict[str, Any]]:
    """A draft note to be picked."""
    order = order_by_number(request.actor, payload.order_number, SHIP)
    create_keyed = create_shipment.keyed(idempotency_key(request))
    note = create_keyed(
        order_id=order.pk, quantities=payload.quantities(), boxes=payload.boxes, actor=request.actor, at=now()
    )
    return 201, detail(note)


@router.post("/dispatches", response=responses(ShipmentDetailOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(SHIP)
def dispatch(request: ActorRequest, payload: DispatchIn) -> tuple[int, dict[str, Any]]:
    """Note, stock-out and hand-over in one step."""
    order = order_by_number(request.actor, payload.order_number, SHIP)
    ship_keyed = ship_order.keyed(idempotency_key(request))
    note = ship_keyed(
        order_id=order.pk,
        quantities=payload.quantities(),
        boxes=payload.boxes,
        carrier_id=payload.carrier_id,
        tracking_number=payload.tracking_number,
        duplicate_confirmed=payload.duplicate_confirmed,
        actor=request.actor,
        at=now(),
    )
    return 201, detail(note)


@router.post("/shipments/{number}/confirmation", response=responses(ShipmentDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(SHIP)
def confirm(request: ActorRequest, number: str, payload: SeenIn) -> dict[str, Any]:
    """Post the stock-out of a draft."""
    note = shipment_by_number(request.actor, number, SHIP)
    confirm_keyed = confirm_shipment.keyed(idempotency_key(request))
    return detail(confirm_keyed(shipment_id=note.pk, seen_status=payload.seen_status, actor=request.actor, at=now()))


@router.post("/shipments/{number}/hand-over", response=responses(ShipmentDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(SHIP)
def hand_over(request: ActorRequest, number: str, payload: HandOverIn) -> dict[str, Any]:
    """Give it to the carrier."""
    note = shipment_by_number(request.actor, number, SHIP)
    hand_keyed = hand_over_shipment.keyed(idempotency_key(request))
    return detail(hand_keyed(shipment_id=note.pk, **payload.dict(), actor=request.actor, at=now()))


@router.post("/shipments/{number}/reversal", response=responses(ShipmentDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(SHIP)
def reverse(request: ActorRequest, number: str, payload: ReversalIn) -> dict[str, Any]:
    """Take a confirmed note back."""
    note = shipment_by_number(request.actor, number, SHIP)
    reverse_keyed = reverse_shipment.keyed(idempotency_key(request))
    return detail(reverse_keyed(shipment_id=note.pk, **payload.dict(), actor=request.actor, at=now()))


@router.post("/shipments/{number}/receipt", response=responses(ShipmentDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(CONFIRM_RECEIPT)
def receive(request: ActorRequest, number: str, payload: SignedIn) -> dict[str, Any]:
    """Confirm receipt; doing it twice changes nothing."""
    note = shipment_by_number(request.actor, number, CONFIRM_RECEIPT)
    receive_keyed = confirm_receipt.keyed(idempotency_key(request))
    return detail(receive_keyed(shipment_id=note.pk, **payload.dict(), actor=request.actor, at=now()))


@router.post("/orders/{number}/services", response=responses(OrderStateOut), openapi_extra=KEY_REQUIRED)
@allowed_to(PERFORM_SERVICE)
def perform(request: ActorRequest, number: str, payload: ServiceIn) -> Any:
    """Confirm services."""
    order = order_by_number(request.actor, number, PERFORM_SERVICE)
    record_keyed = record_service.keyed(idempotency_key(request))
    return record_keyed(order_id=order.pk, **payload.dict(), actor=request.actor, at=now())
