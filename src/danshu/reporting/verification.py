"""Adds up the orders again and compares (INV-L2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from danshu.kit.sql import fetch_dicts
from danshu.kit.verification import check

DRIFTS = """
WITH live AS (
    SELECT date_trunc('month', order_date)::date AS month,
        date_trunc('month', approved_at AT TIME ZONE z.zone)::date AS approved_month, unit_id, owner_id, currency, status,
        count(*) AS orders, sum(total) AS amount, sum(round(total * rate, 2)) AS base_amount
    FROM sales_order, (SELECT reporting_zone() AS zone) AS z GROUP BY 1, 2, 3, 4, 5, 6
), kept AS (
    SELECT month, approved_month, unit_id, owner_id, currency, status, sum(orders) AS orders, sum(amount) AS amount,
        sum(base_amount) AS base_amount
    FROM reporting_salesfigure GROUP BY 1, 2, 3, 4, 5, 6
    HAVING sum(orders) <> 0 OR sum(amount) <> 0 OR sum(base_amount) <> 0
)
SELECT coalesce(l.month, k.month) AS month, coalesce(l.currency, k.currency) AS currency,
    coalesce(l.status, k.status) AS status, coalesce(l.orders, 0) AS live, coalesce(k.orders, 0) AS kept,
    coalesce(l.base_amount, 0) AS live_amount, coalesce(k.base_amount, 0) AS kept_amount
FROM live l FULL JOIN kept k ON (l.month, l.currency, l.status, coalesce(l.unit_id, 0), coalesce(l.owner_id, 0),
    coalesce(l.approved_month, '-infinity')) = (k.month, k.currency, k.status, coalesce(k.unit_id, 0),
    coalesce(k.owner_id, 0), coalesce(k.approved_month, '-infinity'))
WHERE (l.orders, l.amount, l.base_amount) IS DISTINCT FROM (k.orders, k.amount, k.base_amount)
"""


@check("INV-L2", "reporting.sales_figures")
def figures_equal_the_orders() -> Iterator[str]:
    """Numbers and amounts by month, month of approval, unit, owner, currency and status are those of the orders."""
    for row in fetch_dicts(DRIFTS):
        yield (
            _("%(month)s %(currency)s %(status)s：报表 %(kept)s 单 %(kept_amount)s，订单 %(live)s 单 %(live_amount)s")
            % row
        )
