"""What happens to money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from danshu.kit.events import Event, published


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCredited(Event):
    """An order is paid in full (到账)."""

    name: ClassVar[str] = "billing.PaymentCredited"

    number: str
    amount: Decimal
    currency: str = "CNY"
    receipt_number: str = ""
    owner_id: int | None = None
    handler_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyMatched(Event):
    """Money of a receipt settles an order, in full or in part."""

    name: ClassVar[str] = "billing.MoneyMatched"

    customer_id: int
    amount: Decimal
    currency: str = "CNY"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundEvent(Event):
    """Facts common to all steps of a refund. order_number is empty for money that was never matched."""

    number: str
    order_number: str
    order_id: int | None = None
    amount: Decimal
    currency: str = "CNY"
    applied_by_id: int | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequested(RefundEvent):
    """Somebody asked for money to go back."""

    name: ClassVar[str] = "billing.RefundRequested"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDecided(RefundEvent):
    """Approved or refused."""

    name: ClassVar[str] = "billing.RefundDecided"
    is_approved: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFailed(RefundEvent):
    """The money did not go back; it can be tried again."""

    name: ClassVar[str] = "billing.RefundFailed"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDone(RefundEvent):
    """Money went back.

    order_kept: the order was to be cancelled with it and was not; order_rest: the money that came in meanwhile.
    """

    name: ClassVar[str] = "billing.RefundDone"
    way: str = ""
    order_kept: bool = False
    order_rest: Decimal = Decimal(0)
    # whose order it was of; none for money that was never matched
    customer_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentProblemFound(Event):
    """A payment did not fit its order."""

    name: ClassVar[str] = "billing.PaymentProblemFound"

    kind: str
    order_number: str
    amount: Decimal
    currency: str


published(PaymentCredited, _("款项已到账"), of="sales.order")
published(RefundRequested, _("已申请退款"), of="billing.refund")
published(RefundDecided, _("退款已审批"), of="billing.refund")
published(RefundDone, _("退款已支付"), of="billing.refund")
