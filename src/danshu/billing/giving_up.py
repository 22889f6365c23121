"""An order that is given up with its refund (ORD-033): cancelled when all its money went back, kept when more came in."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from danshu.billing.lifecycle import RefundStatus
from danshu.billing.models import Refund
from danshu.billing.settling import received_of, refunds_of
from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.sales.lifecycle import CONFIRMED, OrderStatus
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.records import Order

CANCELLABLE = (OrderStatus.AWAITING_REVIEW, *CONFIRMED)


def rest_of(refund: Refund, order: Order) -> Decimal:
    """The money of the order that is still here when this refund is done; as long as there is some, the order stays.

    It came in after the refund was asked for: at that time the refund was for all of it. Two queries.
    """
    done, _running = refunds_of(order)
    going = ZERO if refund.status == RefundStatus.DONE else refund.amount
    return max(received_of(order.pk) - done - going, ZERO)


def kept_order(refund: Refund) -> tuple[Order, Decimal] | None:
    """The order that this refund was to cancel and does not (or, before it is done, will not) cancel, with the money
    that is left in it; None when it goes as it was asked for."""
    order = refund.order
    if order is None or not refund.cancels_order or order.status in (OrderStatus.CANCELLED, OrderStatus.VOIDED):
        return None
    if refund.status == RefundStatus.REFUSED:
        return None
    rest = rest_of(refund, order)
    return (order, rest) if rest > ZERO or refund.status == RefundStatus.DONE else None


def cancel_with(refund: Refund, order: Order, *, at: datetime) -> bool:
    """Cancel a locked order whose refund is done, when that was asked for; False when it was and the order stays."""
    if not refund.cancels_order:
        return True
    if order.paid_amount != order.refunded_amount or order.status not in CANCELLABLE:
        return order.status in (OrderStatus.CANCELLED, OrderStatus.VOIDED)
    # the right to execute the refund carries the cancelling that was asked for with it
    cancel_order.within(order_id=order.pk, reason=refund.reason, actor=Actor.system(), at=at)
    return True
