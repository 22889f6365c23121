"""Orders through the API: the same operations as the pages, every step of the life cycle."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ninja import Query, Router, Status

from danshu.custom_fields.web.part import custom_out
from danshu.kit.actor import Actor
from danshu.kit.api_fields import api_names
from danshu.kit.clock import now
from danshu.kit.rest import (
    KEY_REQUIRED,
    Page,
    allowed_to,
    idempotency_key,
    page,
    responses,
)
from danshu.kit.web import ActorRequest
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.complete_order import complete_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.operations.start_order import start_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.permissions import (
    CANCEL_ORDER,
    COMPLETE_ORDER,
    CREATE_ORDER,
    EDIT_ORDER,
    HANDLE_ORDER,
    REVIEW_ORDER,
    VIEW_ORDER,
)
from danshu.sales.queries import order_by_number, order_rows
from danshu.sales.rest_assignment import router as assignment_router
from danshu.sales.rest_deletion import deletions
from danshu.sales.rest_desk import router as desk_router
from danshu.sales.rest_handling import router as handling_router
from danshu.sales.rest_messages import router as messages_router
from danshu.sales.rest_prints import router as prints_router
from danshu.sales.rest_progress import router as progress_router
from danshu.sales.rest_shapes import (
    Approval,
    Completion,
    EditedOrder,
    NewOrder,
    OrderDetailOut,
    OrderOut,
    OrderQuery,
    OrderReason,
    OrderStep,
    Rejection,
    Submission,
)
from danshu.sales.sight import PRIVATE

router = Router(tags=["orders"])
router.add_router("", prints_router)
router.add_router("", messages_router)
router.add_router("", deletions)
router.add_router("", handling_router)
router.add_router("", progress_router)
router.add_router("", assignment_router)
router.add_router("", desk_router)
Price = Decimal
api_names("orders", {
    "item": "item_id", "price": "unit_price", "discount": "discount_rate", "warehouse": "warehouse_id",
    "delivery_method": "delivery_method_id", "customer": "customer_id", "store": "store_id",
    "paying_customer": "paying_customer_id", "invoice_customer": "invoice_customer_id",
})  # fmt: skip


def detail(actor: Actor, order: Order) -> dict[str, Any]:
    """The answer with lines, contact data as the actor may read it (PRV-1)."""
    order = Order.objects.shown_to(actor).get(pk=order.pk)
    names = [name for name in OrderDetailOut.model_fields if name not in ("lines", "custom")]
    head = {name: getattr(order, f"shown_{name}" if name in PRIVATE else name) for name in names}
    custom = custom_out("sales.order", actor, order)
    return head | {"lines": list(order.lines.order_by("position")), "custom": custom}


@router.get("/orders", response=responses(Page[OrderOut]))
@allowed_to(VIEW_ORDER)
def list_orders(request: ActorRequest, query: Query[OrderQuery]) -> dict[str, Any]:
    """Orders in scope, newest first."""
    rows = order_rows(request.actor)
    if query.status:
        rows = rows.filter(status=query.status)
    if query.customer_id:
        rows = rows.filter(customer_id=query.customer_id)
    if query.store_id:
        rows = rows.filter(store_id=query.store_id)
    if query.paying_customer_id:
        rows = rows.filter(paying_customer_id=query.paying_customer_id)
    if query.invoice_customer_id:
        rows = rows.filter(invoice_customer_id=query.invoice_customer_id)
    if query.external_number:
        rows = rows.filter(external_number=query.external_number)
    return page(rows, query)


@router.post("/orders", response=responses(OrderDetailOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(CREATE_ORDER)
def create(request: ActorRequest, payload: NewOrder) -> Status[dict[str, Any]]:
    """Create an order; repeating the request with its key answers with the same order."""
    create_keyed = create_order.keyed(idempotency_key(request))
    order = create_keyed(entry=payload.entry(), submit=payload.submit, actor=request.actor, at=now())
    return Status(201, detail(request.actor, order))


@router.get("/orders/{number}", response=responses(OrderDetailOut))
@allowed_to(VIEW_ORDER)
def read(request: ActorRequest, number: str) -> dict[str, Any]:
    """One order."""
    return detail(request.actor, order_by_number(request.actor, number))


@router.put("/orders/{number}", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(EDIT_ORDER)
def edit(request: ActorRequest, number: str, payload: EditedOrder) -> dict[str, Any]:
    """Replace what the status allows to change."""
    order = order_by_number(request.actor, number, EDIT_ORDER)
    edit_keyed = edit_order.keyed(idempotency_key(request))
    return detail(
        request.actor,
        edit_keyed(
            order_id=order.pk, entry=payload.entry(order), version=payload.version, actor=request.actor, at=now()
        ),
    )


@router.post("/orders/{number}/submission", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(CREATE_ORDER)
def submit(request: ActorRequest, number: str, payload: Submission) -> dict[str, Any]:
    """Hand over for review."""
    order = order_by_number(request.actor, number, CREATE_ORDER)
    submit_keyed = submit_order.keyed(idempotency_key(request))
    return detail(
        request.actor,
        submit_keyed(
            order_id=order.pk,
            **payload.guards(),
            prices_confirmed=payload.prices_confirmed,
            actor=request.actor,
            at=now(),
        ),
    )


@router.post("/orders/{number}/approval", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(REVIEW_ORDER)
def approve(request: ActorRequest, number: str, payload: Approval) -> dict[str, Any]:
    """Approve."""
    order = order_by_number(request.actor, number, REVIEW_ORDER)
    approve_keyed = approve_order.keyed(idempotency_key(request))
    return detail(
        request.actor,
        approve_keyed(
            order_id=order.pk,
            company_name_confirmed=payload.company_name_confirmed,
            confirmed_warnings=payload.confirmed_warnings,
            comment=payload.comment,
            **payload.guards(),
            actor=request.actor,
            at=now(),
        ),
    )


@router.post("/orders/{number}/rejection", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(REVIEW_ORDER)
def reject(request: ActorRequest, number: str, payload: Rejection) -> dict[str, Any]:
    """Send back with a reason; the customer gets an e-mail with `customer_reason` alone (ORD-024)."""
    order = order_by_number(request.actor, number, REVIEW_ORDER)
    reject_keyed = reject_order.keyed(idempotency_key(request))
    told = payload.dict(include={"reason", "reason_code", "customer_reason"})
    rejected = reject_keyed(order_id=order.pk, **told, **payload.guards(), actor=request.actor, at=now())
    return detail(request.actor, rejected)


@router.post("/orders/{number}/start", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(HANDLE_ORDER)
def start(request: ActorRequest, number: str, payload: OrderStep) -> dict[str, Any]:
    """Begin to handle."""
    order = order_by_number(request.actor, number, HANDLE_ORDER)
    start_keyed = start_order.keyed(idempotency_key(request))
    return detail(
        request.actor, start_keyed(order_id=order.pk, seen_status=payload.seen_status, actor=request.actor, at=now())
    )


@router.post("/orders/{number}/cancellation", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(CANCEL_ORDER)
def cancel(request: ActorRequest, number: str, payload: OrderReason) -> dict[str, Any]:
    """Give up an unpaid order that nothing was shipped of."""
    order = order_by_number(request.actor, number, CANCEL_ORDER)
    cancel_keyed = cancel_order.keyed(idempotency_key(request))
    return detail(
        request.actor,
        cancel_keyed(order_id=order.pk, reason=payload.reason, **payload.guards(), actor=request.actor, at=now()),
    )


@router.post("/orders/{number}/completion", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(COMPLETE_ORDER)
def complete(request: ActorRequest, number: str, payload: Completion) -> dict[str, Any]:
    """Complete."""
    order = order_by_number(request.actor, number, COMPLETE_ORDER)
    complete_keyed = complete_order.keyed(idempotency_key(request))
    return detail(request.actor, complete_keyed(order_id=order.pk, **payload.dict(), actor=request.actor, at=now()))
