"""What payments say about customers, as parts of other modules' statements (CUS-011, CUS-012)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from danshu.billing.lifecycle import RefundStatus
from danshu.billing.models import Match, Refund
from danshu.kit.money import ZERO

AMOUNT = DecimalField(max_digits=20, decimal_places=2)


def paid_amount(since: datetime | None, customer: str = "pk") -> Coalesce:
    """What came in for the orders of the customer of the outer row since a moment, less what went back since then.

    In the company's currency, by the rates of the orders; None: ever.
    """
    credited, returned = Q(order__customer_id=OuterRef(customer)), Q(order__customer_id=OuterRef(customer))
    if since is not None:
        credited &= Q(matched_at__gte=since)
        returned &= Q(executed_at__gte=since)
    returned &= Q(status=RefundStatus.DONE)
    there, back = _sum(Match.objects.filter(credited)), _sum(Refund.objects.filter(returned))
    return Coalesce(there - back, ZERO, output_field=AMOUNT)


def _sum(rows: QuerySet[Match] | QuerySet[Refund]) -> Coalesce:
    worth = rows.order_by().values("order__customer_id").annotate(s=Sum(F("amount") * F("order__rate"))).values("s")
    return Coalesce(Subquery(worth, output_field=AMOUNT), ZERO, output_field=AMOUNT)
