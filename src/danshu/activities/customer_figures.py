"""What communications say about customers, as parts of other modules' statements (CUS-012)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from danshu.activities.models import Communication


def contact_count(since: datetime | None, customer: str = "pk") -> Coalesce:
    """How often the customer of the outer row was contacted since a moment; None: ever. Only what counts as contact."""
    rows = Communication.objects.alive().filter(customer_id=OuterRef(customer), counts=True)
    rows = rows if since is None else rows.filter(happened_at__gte=since)
    numbers = rows.order_by().values("customer_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)
