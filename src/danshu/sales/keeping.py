"""What orders say about customers that would fall into the pool (CUS-016): as parts of the pool's own statements."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, Subquery

from danshu.sales.lifecycle import CONFIRMED, DEAD, PROCESSED, OrderStatus
from danshu.sales.models import Order
from danshu.sales.models.order import OPEN_AMOUNT


def last_order_date(customer: str = "pk") -> Subquery:
    """The day of the latest order that somebody asked for and nobody gave up, of the customer of the outer row."""
    orders = Order.objects.filter(customer_id=OuterRef(customer)).exclude(status__in=(OrderStatus.DRAFT, *DEAD))
    return Subquery(orders.order_by("-order_date").values("order_date")[:1])


def running_orders(customer: str = "pk") -> Exists:
    """Whether the customer of the outer row has an order that is being decided or processed."""
    open_states = (OrderStatus.AWAITING_REVIEW, *PROCESSED)
    return Exists(Order.objects.filter(customer_id=OuterRef(customer), status__in=open_states))


def unpaid_orders(customer: str = "pk") -> Exists:
    """Whether the customer of the outer row owes something for an order, as the buyer or as who pays."""
    mine = Q(customer_id=OuterRef(customer)) | Q(paying_customer_id=OuterRef(customer))
    return Exists(Order.objects.filter(mine, status__in=CONFIRMED).alias(owed=OPEN_AMOUNT).filter(owed__gt=0))
