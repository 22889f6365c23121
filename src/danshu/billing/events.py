"""What happens to money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from danshu.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCredited(Event):
    """An order is paid in full (到账)."""

    name: ClassVar[str] = "billing.PaymentCredited"

    number: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDone(Event):
    """Money went back."""

    name: ClassVar[str] = "billing.RefundDone"

    number: str
    order_number: str
    amount: Decimal
