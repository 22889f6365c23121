"""Re-reads what links of orders say (INV-L1, INV-M7)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from danshu.kit.verification import check

# an order that went into another one is over; what it went into is another order of the same customer
MERGED = """
SELECT l.from_number FROM composing_orderlink l JOIN sales_order o ON o.id = l.from_order_id
LEFT JOIN sales_order t ON t.id = l.to_order_id
WHERE l.kind = 'merged' AND (o.status <> 'voided' OR o.number <> l.from_number OR o.total <> l.amount
    OR t.number <> l.to_number) ORDER BY 1
"""


@check("INV-L1", "composing.merged")
def merged_orders_are_over() -> Iterator[str]:
    """What went into another order is voided, with the amount that went over."""
    with connection.cursor() as cursor:
        cursor.execute(MERGED)
        for (number,) in cursor:
            yield _("订单 %(number)s 已合并到别的订单，但状态或金额与合并记录不符") % {"number": number}
