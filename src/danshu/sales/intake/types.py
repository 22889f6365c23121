"""What an intake of orders works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from danshu.exchange.importing import Group, ImportContext, Problem, Ref, Row
from danshu.sales.drafting import OrderDraft
from danshu.sales.lifecycle import OrderStatus

BY_SHIPPING = "by_shipping"
BY_PAYMENT = "by_payment"
HISTORY = (OrderStatus.COMPLETED, OrderStatus.CANCELLED)
# what makes an order of several rows: the answer of the question "order_key" -> fields
KEYS: Mapping[str, tuple[str, ...]] = {
    "number": ("number",),
    "number_customer": ("number", "customer"),
    "number_customer_date": ("number", "customer", "order_date"),
}


class CustomerKey(NamedTuple):
    """How a sheet names a customer. Without a code the province tells namesakes apart."""

    code: str
    name: str
    province: str


class ItemKey(NamedTuple):
    """How a sheet names a product; `name` is empty when the code alone decides."""

    code: str
    name: str


def customer_key(row: Row) -> CustomerKey | None:
    """The customer of a row, None when it names none."""
    code, name = row["customer_code"] or "", row["customer_name"] or ""
    if not code and not name:
        return None
    return CustomerKey(code, name, "" if code else row["province"] or "")


def item_key(row: Row, *, by_name: bool) -> ItemKey | None:
    """The product of a row, None when it names none; a product without a code has its name for one."""
    code, name = row["product_code"] or "", row["product_name"] or ""
    if not code and not name:
        return None
    return ItemKey(code or name, name if by_name else "")


def key_fields(context: ImportContext) -> tuple[str, ...]:
    """The columns whose equal values make one order."""
    customer = "customer_code" if "customer_code" in context.mapped else "customer_name"
    wanted = KEYS.get(context.answer("order_key"), KEYS["number"])
    names = [customer if name == "customer" else name for name in wanted]
    return tuple(name for name in names if name in context.mapped)


@dataclass(slots=True)
class Plan:
    """One order on its way from rows to a stored order; `problems` stop it, `warnings` do not."""

    group: Group
    status: str
    customer_key: CustomerKey | None = None
    items: list[ItemKey] = field(default_factory=list)
    customer_id: int = 0
    item_ids: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    made: list[Ref] = field(default_factory=list)
    draft: OrderDraft | None = None
    sheet_amount: Decimal = Decimal(0)
    paid: Decimal | None = None  # what came in, refunds not taken off; None: the sheet does not say
    refunded: Decimal = Decimal(0)
    existing: str = ""

    @property
    def first(self) -> Row:
        """The row whose header values count."""
        return self.group.first

    @property
    def number(self) -> str:
        """The number in the sheet."""
        return str(self.first["number"])

    @property
    def is_history(self) -> bool:
        """True when the order is over: its sheet's amounts count, whatever the catalogue says today."""
        return self.status in HISTORY

    def refuse(self, row: int, name: str, code: str, message: str, reason: str = "", **more: Any) -> None:
        """Note what stops this order."""
        self.problems.append(Problem(row, name, code, message, reason or message, **more))

    def warn(self, row: int, name: str, code: str, message: str, reason: str = "") -> None:
        """Note what somebody should look at."""
        self.warnings.append(Problem(row, name, code, message, reason or message, warning=True))
