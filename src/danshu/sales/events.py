"""What happens to orders, for the modules above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from danshu.kit.events import Event, published


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent(Event):
    """Facts common to all: enough to act without reading the order again."""

    number: str
    customer_id: int
    unit_id: int | None
    owner_id: int | None
    currency: str
    total: Decimal
    # of the total, what was given for good and is owed no more
    allowed: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSubmitted(OrderEvent):
    """Entered and waiting for review."""

    name: ClassVar[str] = "sales.OrderSubmitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderApproved(OrderEvent):
    """Confirmed: stock is claimed, the amount is owed."""

    name: ClassVar[str] = "sales.OrderApproved"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReopened(OrderEvent):
    """An approved order went back to review: what approval did is undone. `total` is the amount that was approved."""

    name: ClassVar[str] = "sales.OrderReopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRejected(OrderEvent):
    """Sent back by the reviewer. `customer_reason`: why, in words meant for the customer."""

    name: ClassVar[str] = "sales.OrderRejected"
    reason: str = ""
    customer_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(OrderEvent):
    """Given up before anything was shipped. `was_confirmed`: it had been approved."""

    name: ClassVar[str] = "sales.OrderCancelled"
    reason: str = ""
    was_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShipped(OrderEvent):
    """Every quantity is out."""

    name: ClassVar[str] = "sales.OrderShipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCompleted(OrderEvent):
    """Delivered, received, settled."""

    name: ClassVar[str] = "sales.OrderCompleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderImported(OrderEvent):
    """Taken over from another software or a sheet: an open draft, or history that owes and claims nothing here."""

    name: ClassVar[str] = "sales.OrderImported"
    status: str
    order_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRemoved(OrderEvent):
    """An import was taken back: the order is gone."""

    name: ClassVar[str] = "sales.OrderRemoved"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDeleted(OrderEvent):
    """Put into the recycle bin; its rows are gone. `was_confirmed`: it was owed until now. `entry_id`: where it lies."""

    name: ClassVar[str] = "sales.OrderDeleted"
    entry_id: int
    reason: str = ""
    by: str = ""
    was_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRestored(OrderEvent):
    """Back from the recycle bin. `is_confirmed`: it is owed again."""

    name: ClassVar[str] = "sales.OrderRestored"
    entry_id: int
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAmended(OrderEvent):
    """A change order took effect; `total` is the new amount, `total_before` what was owed until now.

    overpayment: what becomes of money that is too much now, "balance"
    (kept for his other orders) or "refund"; change_number: the change order.
    """

    name: ClassVar[str] = "sales.OrderAmended"
    change_number: str
    total_before: Decimal
    overpayment: str = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDivided(OrderEvent):
    """Some lines and quantities became another order; `total` is what is left of this one.

    new_order_id, new_number: the other order; moved: its total; confirmed: both are owed, together what was owed before
    (the other order says so itself with OrderApproved); lines: (line, its part in the other order) for each line that
    went or was divided, the same number twice for one that went as a whole.
    """

    name: ClassVar[str] = "sales.OrderDivided"
    new_order_id: int
    new_number: str
    moved: Decimal
    confirmed: bool = False
    lines: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMerged(OrderEvent):
    """It was voided because its lines went on in another order, which was not approved yet either."""

    name: ClassVar[str] = "sales.OrderMerged"
    into_order_id: int
    into_number: str


published(OrderSubmitted, _("订单已提交审核"), of="sales.order")
published(OrderApproved, _("订单审核通过"), of="sales.order")
published(OrderRejected, _("订单被驳回"), of="sales.order")
published(OrderReopened, _("订单退回重新审核"), of="sales.order")
published(OrderCancelled, _("订单已取消"), of="sales.order")
published(OrderShipped, _("订单已全部发货"), of="sales.order")
published(OrderCompleted, _("订单已完成"), of="sales.order")
published(OrderDivided, _("订单已拆分"), of="sales.order")
published(OrderMerged, _("订单已合并到另一张"), of="sales.order")
