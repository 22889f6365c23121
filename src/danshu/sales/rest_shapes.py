"""What the API of orders takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from danshu.catalog.queries import items_by_code
from danshu.custom_fields.rest_shapes import Custom
from danshu.kit.days import BusinessDay
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.rest import Input, OneLine, PageQuery
from danshu.sales.drafting import LineEntry, OrderEntry
from danshu.sales.models import Order


class OrderLineIn(Input):
    """One line: an item by its id, a quantity, a price only when it differs from the price list."""

    item_id: int = Field(gt=0, le=2**62)
    quantity: Decimal = Field(max_digits=12, decimal_places=3)
    unit_price: Decimal | None = Field(None, max_digits=12, decimal_places=4)
    discount_rate: Decimal = Field(Decimal(100), max_digits=6, decimal_places=2)
    warehouse_id: int | None = Field(None, gt=0, le=2**62)
    wanted_date: BusinessDay | None = None
    remark: str = Field("", max_length=500)
    line_id: int | None = Field(None, gt=0, le=2**62)


class NamedLineIn(OrderLineIn):
    """One line: an item by its id or by its code (exactly one of them), a quantity, a price only when it differs from the
    price list."""

    item_id: int | None = Field(None, gt=0, le=2**62)  # type: ignore[assignment]
    item_code: OneLine = Field("", max_length=50)


def line_entries(lines: Sequence[NamedLineIn]) -> list[LineEntry]:
    """What the operations take. Raises FieldErrors for a line that names its item twice, not at all, or by no code."""
    known = items_by_code([line.item_code for line in lines if line.item_code])
    entries, problems = [], []
    for index, line in enumerate(lines):
        item_id = line.item_id or known.get(line.item_code.upper())
        if bool(line.item_id) == bool(line.item_code):
            text = _("请填写 item_id 或 item_code，只填一个")
            problems.append(FieldProblem(f"lines-{index}-item_code", "one_of", text))
        elif item_id is None:
            text = _("没有编码为「%(code)s」的商品") % {"code": line.item_code}
            problems.append(FieldProblem(f"lines-{index}-item_code", "unknown", text))
        entries.append(LineEntry(**line.dict(exclude={"item_code", "item_id"}), item_id=item_id))
    if problems:
        raise FieldErrors(problems)
    return entries


class OrderIn(Input):
    """An order as entered; what is left out comes from the customer."""

    customer_id: int = Field(gt=0, le=2**62)
    lines: list[NamedLineIn] = Field(max_length=500)
    external_number: OneLine = Field("", max_length=60)
    contact_name: OneLine = Field("", max_length=50)
    contact_phone: OneLine = Field("", max_length=30)
    contact_email: OneLine = Field("", max_length=254)
    paying_customer_id: int | None = Field(None, gt=0, le=2**62)
    paying_contact: OneLine = Field("", max_length=50)
    paying_phone: OneLine = Field("", max_length=30)
    paying_email: OneLine = Field("", max_length=254)
    invoice_customer_id: int | None = Field(None, gt=0, le=2**62)
    invoice_contact: OneLine = Field("", max_length=50)
    invoice_phone: OneLine = Field("", max_length=30)
    invoice_email: OneLine = Field("", max_length=254)
    address_id: int | None = Field(None, gt=0, le=2**62)
    recipient: OneLine = Field("", max_length=50)
    recipient_phone: OneLine = Field("", max_length=30)
    delivery_address: OneLine = Field("", max_length=300)
    delivery_region: OneLine = Field("", max_length=9, description="Division of a typed address (GET /divisions)")
    delivery_method_id: int | None = Field(
        None, gt=0, le=2**62, description="GET /dictionaries/delivery_method/values; a new order that leaves it out takes the "
        "one of the customer's latest order",
    )  # fmt: skip
    payment_terms: OneLine = Field("", max_length=20)
    payment_method: OneLine = Field("", max_length=30, description="GET /payment-methods")
    store_id: int | None = Field(None, gt=0, le=2**62, description="GET /stores; its warehouse is the default")
    warehouse_id: int | None = Field(None, gt=0, le=2**62)
    wanted_date: BusinessDay | None = None
    order_discount: Decimal = Field(Decimal(0), max_digits=12, decimal_places=2)
    freight: Decimal = Field(Decimal(0), max_digits=12, decimal_places=2)
    currency: str = Field(
        "", pattern="^([A-Z]{3})?$", description="Left out: that of the customer, or of the stored order"
    )
    contract_number: OneLine = Field("", max_length=40)
    remark: str = Field("", max_length=500)
    internal_remark: str = Field("", max_length=500)
    custom: Custom = Field(default_factory=dict)

    def entry(self, stored: Order | None = None) -> OrderEntry:
        """What the operations take. A new order of the API belongs to the channel "integration"; a stored one keeps its
        channel and checklist, and its currency unless another is sent."""
        head = {name: getattr(self, name) for name in OrderIn.model_fields if name not in ("lines", "currency")}
        left_open = "delivery_method_id" not in self.model_fields_set
        kept: dict[str, Any] = {"channel": "integration", "takes_usual_delivery": left_open, "currency": self.currency}
        if stored is not None:
            currency = self.currency or stored.currency
            kept = {"channel": stored.channel, "currency": currency, "checklist": stored.checklist}
        return OrderEntry(lines=line_entries(self.lines), **kept, **head)


class NewOrder(OrderIn):
    """A new order; `submit` hands it over at once."""

    submit: bool = False


class EditedOrder(OrderIn):
    """A changed order with the version that was read."""

    version: int = Field(ge=1, le=2**31 - 1)


class OrderStep(Input):
    """A step of the life cycle; `version` or `seen_status` protect against acting on what has changed."""

    version: int | None = Field(None, ge=1, le=2**31 - 1)
    seen_status: str | None = Field(None, max_length=20)

    def guards(self) -> dict[str, Any]:
        """The two guards as the operations take them."""
        return {"version": self.version, "seen_status": self.seen_status}


class Submission(OrderStep):
    """Handing over; `prices_confirmed` keeps stored prices that differ from today's list."""

    prices_confirmed: bool = False


class Approval(OrderStep):
    """An approval: the company name confirmed, warnings confirmed by their codes."""

    company_name_confirmed: bool = False
    confirmed_warnings: list[str] = Field(default_factory=list, max_length=50)
    comment: str = Field("", max_length=500)


class OrderReason(OrderStep):
    """A step that needs its reason."""

    reason: str = Field(max_length=500)


class Rejection(OrderStep):
    """Sending back: the reason for the one who entered it (a code of the dictionary `sales.return_reason`, words, or
    both), and one in words that the customer may read."""

    reason: str = Field("", max_length=500)
    reason_code: str = Field("", max_length=40)
    customer_reason: str = Field("", max_length=500)


class Completion(Input):
    """Completing, with the customer's satisfaction from 1 to 5."""

    satisfaction: int | None = Field(None, ge=1, le=5)
    comment: str = Field("", max_length=500)
    version: int | None = Field(None, ge=1, le=2**31 - 1)
    seen_status: str | None = Field(None, max_length=20)


class OrderLineOut(Schema):
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
    wanted_date: date | None
    remark: str


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
    store_id: int | None
    currency: str
    rate: Decimal = Field(description="What one unit of the currency was worth in the base currency on the order's day")
    base_total: Decimal = Field(description="The total in the base currency, by this rate")
    goods_total: Decimal
    discount_total: Decimal
    freight: Decimal
    tax_total: Decimal
    total: Decimal
    paid_amount: Decimal = Field(description="All money matched to the order so far; a refund does not lower it")
    refunded_amount: Decimal = Field(description="What of paid_amount went back")
    allowed_amount: Decimal = Field(description="What the customer need not pay (allowance), taken off the total")
    settled_amount: Decimal = Field(description="Received as the pages show it: paid_amount - refunded_amount")
    open_amount: Decimal = Field(
        description="Still owed: total - allowed_amount - settled_amount; negative for what came in too much"
    )
    version: int
    created_at: datetime
    approved_at: datetime | None
    cancelled_at: datetime | None
    completed_at: datetime | None


class OrderDetailOut(OrderOut):
    """An order with everything that was entered, so that it can be changed as a whole, and its lines."""

    contact_name: str
    contact_phone: str
    contact_email: str
    paying_customer_id: int | None
    paying_contact: str
    paying_phone: str
    paying_email: str
    invoice_customer_id: int | None
    invoice_contact: str
    invoice_phone: str
    invoice_email: str
    recipient: str
    recipient_phone: str
    delivery_address: str
    delivery_region_id: str | None
    delivery_method_id: int | None
    payment_terms: str
    payment_method: str
    warehouse_id: int | None
    wanted_date: date | None
    order_discount: Decimal
    contract_number: str
    remark: str
    internal_remark: str
    custom: dict[str, Any]
    unit_id: int | None
    owner_id: int | None
    handler_id: int | None
    supervision_state: str
    open_exceptions: int
    submitted_at: datetime | None
    shipped_at: datetime | None
    signed_at: datetime | None
    lines: list[OrderLineOut]


class OrderQuery(PageQuery):
    """Filters of the list."""

    status: str = Field("", max_length=20)
    customer_id: int | None = Field(None, gt=0, le=2**62)
    store_id: int | None = Field(None, gt=0, le=2**62)
    paying_customer_id: int | None = Field(None, gt=0, le=2**62)
    invoice_customer_id: int | None = Field(None, gt=0, le=2**62)
    external_number: str = Field("", max_length=60)
