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
    RETURNING month, unit_id, owner_id, currency, status, orders, amount
)
INSERT INTO reporting_salesfigure (month, unit_id, owner_id, currency, status, orders, amount)
SELECT month, unit_id, owner_id, currency, status, sum(orders), sum(amount) FROM parts
GROUP BY month, unit_id, owner_id, currency, status HAVING sum(orders) <> 0 OR sum(amount) <> 0
"""


@operation("reporting.fold_figures", permission=SYSTEM, label=("汇总销售数字", "Total sales figures"))
def fold_figures(*, actor: Actor, at: datetime) -> int:
    """Replace the parts by their sums; no report changes. Returns how many rows there are now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD)
        return int(cursor.rowcount)
