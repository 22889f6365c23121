"""Make one part of many, so that reports stay as fast as there are months (RPT-003)."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.operation import operation

# Only what this statement removed is added again, so two runs at once and new parts meanwhile do no harm.
FOLD = """
WITH parts AS (
    DELETE FROM reporting_salesfigure
    RETURNING month, approved_month, zone, unit_id, owner_id, currency, status, orders, amount, base_amount
)
INSERT INTO reporting_salesfigure
    (month, approved_month, zone, unit_id, owner_id, currency, status, orders, amount, base_amount)
SELECT month, approved_month, zone, unit_id, owner_id, currency, status, sum(orders), sum(amount), sum(base_amount)
FROM parts GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(orders) <> 0 OR sum(amount) <> 0 OR sum(base_amount) <> 0
"""
# After the company's time zone changed. One snapshot sees an order together with its parts or neither of them, so what
# is entered meanwhile is neither lost nor counted twice.
COUNT_AGAIN = """
WITH gone AS (DELETE FROM reporting_salesfigure)
INSERT INTO reporting_salesfigure
    (month, approved_month, zone, unit_id, owner_id, currency, status, orders, amount, base_amount)
SELECT date_trunc('month', order_date), date_trunc('month', approved_at AT TIME ZONE z.zone), z.zone,
    unit_id, owner_id, currency, status, count(*), sum(total), sum(round(total * rate, 2))
FROM sales_order, (SELECT reporting_zone() AS zone) AS z GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
OF_ANOTHER_ZONE = "SELECT EXISTS (SELECT FROM reporting_salesfigure WHERE zone <> reporting_zone())"


@operation("reporting.fold_figures", permission=SYSTEM, label=("汇总销售数字", "Total sales figures"))
def fold_figures(*, actor: Actor, at: datetime) -> int:
    """Replace the parts by their sums; no report changes, unless the company's time zone did: then months are counted
    again by the new one. Returns how many rows there are now. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(OF_ANOTHER_ZONE)
        cursor.execute(COUNT_AGAIN if cursor.fetchone()[0] else FOLD)
        return int(cursor.rowcount)
