"""What is still to ship."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import connection

OPEN_QUANTITIES = """
SELECT line.id, line.quantity - coalesce(sum(noted.quantity) FILTER (WHERE note.status <> 'reversed'), 0)
FROM sales_orderline line
LEFT JOIN fulfilment_shipmentline noted ON noted.order_line_id = line.id
LEFT JOIN fulfilment_shipment note ON note.id = noted.shipment_id
WHERE line.order_id = ANY(%s) AND line.kind = 'goods'
GROUP BY line.id
"""


def open_quantities(order_ids: Sequence[int]) -> dict[int, Decimal]:
    """Per goods line of these orders: ordered minus what stands on any note that was not reversed."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_QUANTITIES, [list(order_ids)])
        return dict(cursor.fetchall())
