"""What happens to orders, for the modules above."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from danshu.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent(Event):
    """Facts common to all: enough to act without reading the order again."""

    number: str
    customer_id: int
    unit_id: int | None
    owner_id: int | None
    currency: str
    total: Decimal


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
    """Sent back by the reviewer."""

    name: ClassVar[str] = "sales.OrderRejected"
    reason: str = ""


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
