"""Orders through the API: the same operations as the pages, every step of the life cycle."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from danshu.kit.clock import now
from danshu.kit.rest import (
    KEY_REQUIRED,
    Input,
    Page,
    PageQuery,
    allowed_to,
    idempotency_key,
    page,
    responses,
)
from danshu.kit.web import ActorRequest
from danshu.sales.drafting import LineEntry, OrderEntry
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

router = Router(tags=["orders"])
Price = Decimal


class LineIn(Input):
    """One line: an item by its id, a quantity, a price only when it differs from the price list."""

    item_id: int = Field(gt=0, le=2**62)
    quantity: Decimal = Field(max_digits=12, decimal_places=3)
    unit_price: Decimal | None = Field(None, max_digits=12, decimal_places=4)
    discount_rate: Decimal = Field(Decimal(100), max_digits=6, decimal_places=2)
    warehouse_id: int | None = Field(None, gt=0, le=2**62)
    wanted_date: date | None = None
    remark: str = Field("", max_length=500)
    line_id: int | None = Field(None, gt=0, le=2**62)


class OrderIn(Input):
    """An order as entered; what is left out comes from the customer."""

    customer_id: int = Field(gt=0, le=2**62)
    lines: list[LineIn] = Field(max_length=500)
    external_number: str = Field("", max_length=60)
    contact_name: str = Field("", max_length=50)
    contact_phone: str = Field("", max_length=30)
    contact_email: str = Field("", max_length=254)
    address_id: int | None = Field(None, gt=0, le=2**62)
    recipient: str = Field("", max_length=50)
    recipient_phone: str = Field("", max_length=30)
    delivery_address: str = Field("", max_length=300)
    delivery_method_id: int | None = Field(None, gt=0, le=2**62)
    payment_terms: str = Field("", max_length=20)
    payment_method: str = Field("", max_length=30)
    warehouse_id: int | None = Field(None, gt=0, le=2**62)
    wanted_date: date | None = None
    order_discount: Decimal = Field(Decimal(0), max_digits=12, decimal_places=2)
    freight: Decimal = Field(Decimal(0), max_digits=12, decimal_places=2)
    contract_number: str = Field("", max_length=40)
    remark: str = Field("", max_length=500)
    internal_remark: str = Field("", max_length=500)

    def entry(self) -> OrderEntry:
        """What the operations take; orders of the API belong to the channel "integration"."""
        head = self.dict(exclude={"lines"})
        return OrderEntry(lines=[LineEntry(**line.dict()) for line in self.lines], channel="integration", **head)


class NewOrder(OrderIn):
    """A new order; `submit` hands it over at once."""

    submit: bool = False


class EditedOrder(OrderIn):
    """A changed order with the version that was read."""

    version: int = Field(ge=1, le=2**31 - 1)


class Step(Input):
    """A step of the life cycle; `version` or `seen_status` protect against acting on what has changed."""

    version: int | None = Field(None, ge=1, le=2**31 - 1)
    seen_status: str | None = Field(None, max_length=20)

    def guards(self) -> dict[str, Any]:
        """The two guards as the operations take them."""
        return {"version": self.version, "seen_status": self.seen_status}


class Approval(Step):
    """An approval: the company name confirmed, warnings confirmed by their codes."""

    company_name_confirmed: bool = False
    confirmed_warnings: list[str] = Field(default_factory=list, max_length=50)
    comment: str = Field("", max_length=500)


class Reason(Step):
    """A step that needs its reason."""

    reason: str = Field(max_length=500)


class Completion(Input):
    """Completing, with the customer's satisfaction from 1 to 5."""

    satisfaction: int | None = Field(None, ge=1, le=5)
    comment: str = Field("", max_length=500)
    seen_status: str | None = Field(None, max_length=20)


class LineOut(Schema):
    """A stored line."""

    id: int
    position: int
    item_id: int
    item_code: str
    item_name: str
    unit_name: str
    quantity: Decimal
    list_price: Decimal
    unit_price: Decimal
    discount_rate: Decimal
    amount: Decimal
    tax_rate: Decimal
    tax_amount: Decimal
    shipped_quantity: Decimal
    signed_quantity: Decimal
    warehouse_id: int | None


class OrderOut(Schema):
    """An order without its lines."""

    id: int
    number: str
    external_number: str
    type: str
    channel: str
    status: str
    payment_state: str
    shipping_state: str
    order_date: date
    customer_id: int
    customer_name: str
    currency: str
    goods_total: Decimal
    discount_total: Decimal
    freight: Decimal
    tax_total: Decimal
    total: Decimal
    paid_amount: Decimal
    refunded_amount: Decimal
    version: int
    created_at: datetime
    approved_at: datetime | None
    cancelled_at: datetime | None
    completed_at: datetime | None


class OrderDetailOut(OrderOut):
    """An order with its lines."""

    lines: list[LineOut]


class OrderQuery(PageQuery):
    """Filters of the list."""

    status: str = Field("", max_length=20)
    customer_id: int | None = Field(None, gt=0, le=2**62)
    external_number: str = Field("", max_length=60)


def detail(order: Order) -> dict[str, Any]:
    """The answer with lines."""
    head = {name: getattr(order, name) for name in OrderOut.model_fields}
    return head | {"lines": list(order.lines.order_by("position"))}


@router.get("/orders", response=responses(Page[OrderOut]))
@allowed_to(VIEW_ORDER)
def list_orders(request: ActorRequest, query: Query[OrderQuery]) -> dict[str, Any]:
    """Orders in scope, newest first."""
    rows = order_rows(request.actor)
    if query.status:
        rows = rows.filter(status=query.status)
    if query.customer_id:
        rows = rows.filter(customer_id=query.customer_id)
    if query.external_number:
        rows = rows.filter(external_number=query.external_number)
    return page(rows, query)


@router.post("/orders", response=responses(OrderDetailOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(CREATE_ORDER)
def create(request: ActorRequest, payload: NewOrder) -> tuple[int, dict[str, Any]]:
    """Create an order; repeating the request with its key answers with the same order."""
    create_keyed = create_order.keyed(idempotency_key(request))
    order = create_keyed(entry=payload.entry(), submit=payload.submit, actor=request.actor, at=now())
    return 201, detail(order)


@router.get("/orders/{number}", response=responses(OrderDetailOut))
@allowed_to(VIEW_ORDER)
def read(request: ActorRequest, number: str) -> dict[str, Any]:
    """One order."""
    return detail(order_by_number(request.actor, number))


@router.put("/orders/{number}", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(EDIT_ORDER)
def edit(request: ActorRequest, number: str, payload: EditedOrder) -> dict[str, Any]:
    """Replace what the status allows to change."""
    order = order_by_number(request.actor, number, EDIT_ORDER)
    edit_keyed = edit_order.keyed(idempotency_key(request))
    return detail(
        edit_keyed(order_id=order.pk, entry=payload.entry(), version=payload.version, actor=request.actor, at=now())
    )


@router.post("/orders/{number}/submission", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(CREATE_ORDER)
def submit(request: ActorRequest, number: str, payload: Step) -> dict[str, Any]:
    """Hand over for review."""
    order = order_by_number(request.actor, number, CREATE_ORDER)
    submit_keyed = submit_order.keyed(idempotency_key(request))
    return detail(submit_keyed(order_id=order.pk, **payload.guards(), actor=request.actor, at=now()))


@router.post("/orders/{number}/approval", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(REVIEW_ORDER)
def approve(request: ActorRequest, number: str, payload: Approval) -> dict[str, Any]:
    """Approve."""
    order = order_by_number(request.actor, number, REVIEW_ORDER)
    approve_keyed = approve_order.keyed(idempotency_key(request))
    return detail(
        approve_keyed(
            order_id=order.pk,
            company_name_confirmed=payload.company_name_confirmed,
            confirmed_warnings=payload.confirmed_warnings,
            comment=payload.comment,
            **payload.guards(),
            actor=request.actor,
            at=now(),
        )
    )


@router.post("/orders/{number}/rejection", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(REVIEW_ORDER)
def reject(request: ActorRequest, number: str, payload: Reason) -> dict[str, Any]:
    """Send back with a reason."""
    order = order_by_number(request.actor, number, REVIEW_ORDER)
    reject_keyed = reject_order.keyed(idempotency_key(request))
    return detail(
        reject_keyed(order_id=order.pk, reason=payload.reason, **payload.guards(), actor=request.actor, at=now())
    )


@router.post("/orders/{number}/start", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(HANDLE_ORDER)
def start(request: ActorRequest, number: str, payload: Step) -> dict[str, Any]:
    """Begin to handle."""
    order = order_by_number(request.actor, number, HANDLE_ORDER)
    start_keyed = start_order.keyed(idempotency_key(request))
    return detail(start_keyed(order_id=order.pk, seen_status=payload.seen_status, actor=request.actor, at=now()))


@router.post("/orders/{number}/cancellation", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(CANCEL_ORDER)
def cancel(request: ActorRequest, number: str, payload: Reason) -> dict[str, Any]:
    """Give up an unpaid order that nothing was shipped of."""
    order = order_by_number(request.actor, number, CANCEL_ORDER)
    cancel_keyed = cancel_order.keyed(idempotency_key(request))
    return detail(
        cancel_keyed(order_id=order.pk, reason=payload.reason, **payload.guards(), actor=request.actor, at=now())
    )


@router.post("/orders/{number}/completion", response=responses(OrderDetailOut), openapi_extra=KEY_REQUIRED)
@allowed_to(COMPLETE_ORDER)
def complete(request: ActorRequest, number: str, payload: Completion) -> dict[str, Any]:
    """Complete."""
    order = order_by_number(request.actor, number, COMPLETE_ORDER)
    complete_keyed = complete_order.keyed(idempotency_key(request))
    return detail(complete_keyed(order_id=order.pk, **payload.dict(), actor=request.actor, at=now()))
