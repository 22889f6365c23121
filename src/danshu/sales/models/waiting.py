"""What orders wait for: the conditions of tabs and menus, and of the indexes that answer them without the table.

An index answers a condition only when both are written alike; so both are written here.
"""

from __future__ import annotations

from django.db.models import F, Q

from danshu.sales.lifecycle import OrderStatus, PaymentState, ShippingState

OPEN = (OrderStatus.APPROVED, OrderStatus.IN_PROGRESS)
TO_SHIP = Q(status__in=OPEN, shipping_state__in=(ShippingState.NOT_SHIPPED, ShippingState.PARTLY_SHIPPED))
UNASSIGNED = Q(status__in=OPEN, handler__isnull=True)
OWING = (*OPEN, OrderStatus.SHIPPED, OrderStatus.SIGNED)
# after a refund that keeps the claim the amount is owed again (FIN-012)
OWED_AGAIN = Q(
    payment_state__in=(PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED),
    total__gt=F("allowed_amount") + F("paid_amount") - F("refunded_amount"),
)
AWAITING_PAYMENT = Q(
    Q(payment_state__in=(PaymentState.UNPAID, PaymentState.PARTLY_PAID)) | OWED_AGAIN, status__in=OWING
)
