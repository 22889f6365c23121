"""What orders say about customers, as parts of other modules' statements (CUS-011, CUS-012)."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, DecimalField, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from danshu.kit.money import ZERO
from danshu.sales.lifecycle import CONFIRMED
from danshu.sales.models import Order


def _orders(since: date | None, customer: str) -> QuerySet[Order]:
    rows = Order.objects.filter(customer_id=OuterRef(customer), status__in=CONFIRMED)
    return (rows if since is None else rows.filter(order_date__gte=since)).order_by()


def order_count(since: date | None, customer: str = "pk") -> Coalesce:
    """The number of confirmed orders since a day of the customer of the outer row; None: of all."""
    numbers = _orders(since, customer).values("customer_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def ordered_amount(since: date | None, customer: str = "pk") -> Coalesce:
    """What these orders come to, in the company's currency."""
    field = DecimalField(max_digits=20, decimal_places=2)
    worth = _orders(since, customer).values("customer_id").annotate(s=Sum(F("total") * F("rate"))).values("s")
    return Coalesce(Subquery(worth, output_field=field), ZERO, output_field=field)
