"""Shipments through the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.operations.delete_shipment import delete_shipment
from danshu.fulfilment.operations.edit_shipment import edit_shipment
from danshu.fulfilment.operations.hand_over_shipment import hand_over_shipment
from danshu.fulfilment.operations.reallocate_order import reallocate_order
from danshu.fulfilment.operations.record_picking import record_picking
from danshu.fulfilment.operations.record_service import record_service
from danshu.fulfilment.operations.record_tracking import record_tracking
from danshu.fulfilment.operations.reverse_shipment import reverse_shipment
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.fulfilment.permissions import ALLOCATE, CONFIRM_RECEIPT, PERFORM_SERVICE, PICK, SHIP, VIEW_SHIPMENT
from danshu.fulfilment.queries import shipment_by_number, shipment_rows, with_order
from danshu.fulfilment.rest_prints import router as prints_router
from danshu.fulfilment.rest_shapes import (
    DeletedOut,
    DeletionIn,
    DispatchIn,
    EditIn,
    HandOverIn,
    OrderStateOut,
    PickingIn,
    ReallocationIn,
    ReversalIn,
    SeenIn,
    ServiceIn,
    ShipmentDetailOut,
    ShipmentIn,
    ShipmentOut,
    ShipmentQuery,
    SignedIn,
    TrackingIn,
    WantedIn,
    by_line,
    named_as_sent,
)
from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.rest import KEY_REQUIRED, Page, allowed_to, given, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.sales.queries import order_by_number

router = Router(tags=["shipments"])
router.add_router("", prints_router)
SENT = {"warehouse_id", "boxes", "carrier_id", "tracking_number", "duplicate_confirmed"}
FILTERS = ("number", "tracking_number", "status", "pick_state", "carrier_id", "warehouse_id")


def detail(note: Shipment) -> dict[str, Any]:
    """The answer with lines."""
    head = {name: getattr(note, name) for name in ShipmentOut.model_fields}
    return head | {"lines": list(note.lines.order_by("position")), "tracking": list(note.tracking.all())}


def _joined(request: ActorRequest, payload: WantedIn) -> list[int]:
    numbers = dict.fromkeys(payload.joined_order_numbers)
    return [order_by_number(request.actor, number, SHIP).pk for number in numbers]


@router.get("/shipments", response=responses(Page[ShipmentOut]))
@allowed_to(VIEW_SHIPMENT)
def list_shipments(request: ActorRequest, query: Query[ShipmentQuery]) -> dict[str, Any]:
    """Notes in scope, newest first."""
    rows = shipment_rows(request.actor).filter(**given(query, *FILTERS))
    return page(rows.filter(with_order(query.order_number)) if query.order_number else rows, query)


@router.post("/shipments/dispatch", response=responses(ShipmentDetailOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(SHIP)
def dispatch(request: ActorRequest, payload: DispatchIn) -> Status[dict[str, Any]]:
    """Note, stock-out and hand-over in one step."""
    order = order_by_number(request.actor, payload.order_number, SHIP)
    ship_keyed = ship_order.keyed(idempotency_key(request))
    joined, quantities = _joined(request, payload), payload.quantities()
    with named_as_sent(payload.lines):
        note = ship_keyed(
            order_id=order.pk, joined_order_ids=joined, quantities=quantities,
            **payload.dict(include=SENT), actor=request.actor, at=now(),
        )  # fmt: skip
    return Status(201, detail(note))


@router.get("/shipments/{number}", response=responses(ShipmentDetailOut))
@allowed_to(VIEW_SHIPMENT)
def read(request: ActorRequest, number: str) -> dict[str, Any]:
    """One note."""
    return detail(shipment_by_number(request.actor, number))


@router.post("/shipments", response=responses(ShipmentDetailOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(SHIP)
def create(request: ActorRequest, payload: ShipmentIn) -> Status[dict[str, Any]]:
    """A draft note to be picked."""
    order = order_by_number(request.actor, payload.order_number, SHIP)
    create_keyed = create_shipment.keyed(idempotency_key(request))
    joined, quantities = _joined(request, payload), payload.quantities()
    with named_as_sent(payload.lines):
        note = create_keyed(
            order_id=order.pk, joined_order_ids=joined, quantities=quantities,
            **payload.dict(include={"warehouse_id", "boxes", "remark"}), actor=request.actor, at=now(),
        )  # fmt: skip
    return Status(201, detail(note))


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


@router.put("/shipments/{number}", response=responses(ShipmentDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(SHIP)
def edit(request: ActorRequest, number: str, payload: EditIn) -> dict[str, Any]:
    """Change a draft that is not packed."""
    note = shipment_by_number(request.actor, number, SHIP)
    edit_keyed = edit_shipment.keyed(idempotency_key(request))
    quantities = by_line(payload.lines)
    with named_as_sent(payload.lines):
        changed = edit_keyed(
            shipment_id=note.pk, quantities=quantities, **payload.dict(include={"boxes", "remark", "version"}),
            actor=request.actor, at=now(),
        )  # fmt: skip
    return detail(changed)


@router.post("/shipments/{number}/deletion", response=responses(DeletedOut), openapi_extra=KEY_REQUIRED)
@allowed_to(SHIP)
def delete(request: ActorRequest, number: str, payload: DeletionIn) -> dict[str, Any]:
    """Delete a draft; what stood on it is open again."""
    note = shipment_by_number(request.actor, number, SHIP)
    delete_keyed = delete_shipment.keyed(idempotency_key(request))
    return {"number": delete_keyed(shipment_id=note.pk, **payload.dict(), actor=request.actor, at=now())}


@router.post("/shipments/{number}/picking", response=responses(ShipmentDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(PICK)
def pick(request: ActorRequest, number: str, payload: PickingIn) -> dict[str, Any]:
    """Record what was picked, and pack."""
    note = shipment_by_number(request.actor, number, PICK)
    ids = dict(note.lines.values_list("order_line_id", "pk"))
    given = payload.dict(exclude={"lines"})
    pick_keyed = record_picking.keyed(idempotency_key(request))
    given_lines = by_line(payload.lines)
    places = {line.line_id: place for place, line in enumerate(payload.lines)}
    if unknown := given_lines.keys() - ids.keys():
        text = _("这一行不在这张发货单上")
        raise FieldErrors([FieldProblem(f"lines.{places[pk]}.line_id", "unknown", text) for pk in sorted(unknown)])
    picked = {ids[pk]: quantity for pk, quantity in given_lines.items()}
    with named_as_sent(payload.lines, ids):
        note = pick_keyed(shipment_id=note.pk, picked=picked, **given, actor=request.actor, at=now())
    return detail(note)


@router.post("/shipments/{number}/tracking", response=responses(ShipmentDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(SHIP)
def track(request: ActorRequest, number: str, payload: TrackingIn) -> dict[str, Any]:
    """Record where the parcel is; "signed" confirms receipt."""
    note = shipment_by_number(request.actor, number, SHIP)
    if payload.happened_at.tzinfo is None:
        raise FieldErrors([FieldProblem("happened_at", "zone", _("时间要带时区"))])
    track_keyed = record_tracking.keyed(idempotency_key(request))
    return detail(track_keyed(shipment_id=note.pk, **payload.dict(), actor=request.actor, at=now()))


@router.post("/orders/{number}/reallocation", response=responses(OrderStateOut), openapi_extra=KEY_REQUIRED)
@allowed_to(ALLOCATE)
def reallocate(request: ActorRequest, number: str, payload: ReallocationIn) -> Any:
    """Move reservations to another warehouse."""
    order = order_by_number(request.actor, number, ALLOCATE)
    reallocate_keyed = reallocate_order.keyed(idempotency_key(request))
    return reallocate_keyed(order_id=order.pk, **payload.dict(), actor=request.actor, at=now())


@router.post("/orders/{number}/services", response=responses(OrderStateOut), openapi_extra=KEY_REQUIRED)
@allowed_to(PERFORM_SERVICE)
def perform(request: ActorRequest, number: str, payload: ServiceIn) -> Any:
    """Confirm services."""
    order = order_by_number(request.actor, number, PERFORM_SERVICE)
    record_keyed = record_service.keyed(idempotency_key(request))
    return record_keyed(order_id=order.pk, **payload.dict(), actor=request.actor, at=now())
