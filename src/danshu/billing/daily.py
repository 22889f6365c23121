"""What was received day by day, for dashboards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from danshu.billing.queries import receipt_rows
from danshu.kit.actor import Actor
from danshu.kit.figures import Window


def receipts_by_day(actor: Actor, window: Window, currency: str) -> Mapping[date, Decimal]:
    """Amounts of one currency received on each day of the window; days without any are left out. One statement."""
    rows = receipt_rows(actor).filter(currency=currency, received_date__range=(window.first, window.last))
    return dict(rows.order_by().values("received_date").annotate(sum=Sum("amount")).values_list("received_date", "sum"))
