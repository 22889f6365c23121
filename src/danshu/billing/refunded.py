"""What was given back for good on orders, for reports: it lowers their sales on the day of the refund (RPT-002)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import NullIf, Round

from danshu.billing.lifecycle import RefundStatus
from danshu.billing.models import Refund

CENT = Decimal("0.01")


def allowed_on(
    orders: QuerySet[Any],
    begin: datetime,
    end: datetime,
    *,
    key: Any,
    name: Any = None,
    lines: Q | None = None,
    in_base: bool = False,
) -> Sequence[tuple[Any, str, Decimal]]:
    """(key, name, amount) of what refunds executed from `begin` to before `end` took off the price of these orders.

    Money that goes back and is still owed lowers no sale. key: an expression over refunds; name: the aggregate of its name.
    lines: the condition for order lines (path "order__lines__") when only these count, each with its share of the
    order's total. in_base: each in the base currency, by the rate of its order. One statement.
    """
    rows = Refund.objects.filter(
        status=RefundStatus.DONE, executed_at__gte=begin, executed_at__lt=end, allowance__gt=0,
        order__in=orders.values("pk"),
    ).order_by()  # fmt: skip
    given: Any = Round(F("allowance") * F("order__rate"), precision=2) if in_base else F("allowance")
    part: Any = Sum(given)
    if lines is not None:
        rows = rows.filter(lines, order__lines__isnull=False)
        part = Sum(given * F("order__lines__amount") / NullIf(F("order__total"), Decimal(0)))
    label = {} if name is None else {"label": name}
    found = rows.annotate(trait=key).values("trait").annotate(part=part, **label)
    return [(row["trait"], str(row.get("label") or ""), Decimal(row["part"] or 0).quantize(CENT)) for row in found]
