"""What was received day by day, for dashboards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import Case, DecimalField, F, Q, Sum, Value, When

from danshu.billing.queries import receipt_rows
from danshu.kit.actor import Actor
from danshu.kit.figures import Window


def receipts_by_day(actor: Actor, window: Window, currency: str) -> Mapping[date, Decimal]:
    """What was received on each day of the window, in the base currency (`currency`) by the rates of the receipts; days
    without any are left out, and so is money in a currency whose rate nobody knew. One statement."""
    rows = receipt_rows(actor).filter(received_date__range=(window.first, window.last))
    days = rows.filter(Q(currency=currency) | Q(rate__isnull=False)).order_by().values("received_date")
    one = Value(Decimal(1), DecimalField(max_digits=14, decimal_places=6))
    worth = F("amount") * Case(When(currency=currency, then=one), default=F("rate"))
    return dict(days.annotate(sum=Sum(worth)).values_list("received_date", "sum"))
