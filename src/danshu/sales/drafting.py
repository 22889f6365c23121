"""From what somebody typed, imported or sent to a complete order draft: the same path for page, API and import (COM-011)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from danshu.catalog.queries import OrderItem
from danshu.kit.money import ZERO
from danshu.parties.queries import OrderCustomer
from danshu.sales.computation import HUNDRED, Totals
from danshu.stores.queries import OrderStore

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class LineEntry:
    """One line as entered. Without `unit_price` the price list decides; `line_id` names a stored line.

    amount, cost: what a line of history came to in the books it is taken from; only imports set them.
    """

    item_id: int | None
    quantity: Decimal | None
    unit_price: Decimal | None = None
    discount_rate: Decimal = HUNDRED
    warehouse_id: int | None = None
    wanted_date: date | None = None
    remark: str = ""
    line_id: int | None = None
    amount: Decimal | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """An order as entered; custom: values of custom fields by their codes."""

    customer_id: int | None
    lines: Sequence[LineEntry] = ()
    paying_customer_id: int | None = None
    paying_contact: str = ""
    paying_phone: str = ""
    paying_email: str = ""
    invoice_customer_id: int | None = None
    invoice_contact: str = ""
    invoice_phone: str = ""
    invoice_email: str = ""
    external_number: str = ""
    channel: str = "staff"
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    address_id: int | None = None
    recipient: str = ""
    recipient_phone: str = ""
    delivery_address: str = ""
    delivery_region: str = ""
    delivery_method_id: int | None = None
    # where none is named: as the customer's latest order was delivered
    takes_usual_delivery: bool = False
    payment_terms: str = ""
    payment_method: str = ""
    store_id: int | None = None
    warehouse_id: int | None = None
    wanted_date: date | None = None
    order_discount: Decimal = ZERO
    freight: Decimal = ZERO
    currency: str = ""
    contract_number: str = ""
    remark: str = ""
    internal_remark: str = ""
    checklist: Mapping[str, Any] = field(default_factory=dict)
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line with everything the rules and the totals need."""

    position: int
    entry: LineEntry
    item: OrderItem
    quantity: Decimal
    unit_price: Decimal
    list_price: Decimal
    minimum_price: Decimal | None
    price_source: str
    warehouse_id: int | None
    cost_factor: Decimal = ONE  # what one unit of the item's currency is in that of the order


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """A priced and totalled order that is not stored yet. rate: what one unit of its currency is in the base currency."""

    entry: OrderEntry
    customer: OrderCustomer
    lines: tuple[DraftLine, ...]
    totals: Totals
    currency: str
    unit_id: int | None
    owner_id: int | None
    order_date: date
    contact: Mapping[str, str]
    delivery: Mapping[str, str]
    payment_terms: str
    warehouse_id: int | None
    delivery_region: str = ""
    roles: Mapping[str, Any] = field(default_factory=dict)
    tax_included: bool = True
    is_foreign: bool = False
    rate: Decimal = ONE
    # the store as it is today, whatever the order was entered for
    store: OrderStore | None = None

    @property
    def base_total(self) -> Decimal:
        """The total in the company's currency, for limits (CAT-020)."""
        return self.totals.total * self.rate

    @property
    def line_discounts(self) -> Decimal:
        """What the lines' own discounts take off, without the order discount."""
        return self.totals.discount_total - self.totals.order_discount

    def with_warehouses(self, chosen: Mapping[int, int | None]) -> OrderDraft:
        """The same draft with warehouses filled in where a line had none."""
        lines = tuple(replace(line, warehouse_id=line.warehouse_id or chosen.get(line.position)) for line in self.lines)
        return replace(self, lines=lines)
