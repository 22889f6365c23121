"""Re-adds what shipping derives (INV-S2, INV-L2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from danshu.kit.verification import check

SHIPPED = """
SELECT o.number || ' ' || l.position FROM sales_orderline l JOIN sales_order o ON o.id = l.order_id
LEFT JOIN (
    SELECT x.order_line_id,
        sum(x.quantity) FILTER (WHERE s.status IN ('confirmed', 'in_delivery', 'signed', 'returned')) AS shipped,
        sum(x.quantity) FILTER (WHERE s.status = 'signed') AS signed
    FROM fulfilment_shipmentline x JOIN fulfilment_shipment s ON s.id = x.shipment_id GROUP BY x.order_line_id
) n ON n.order_line_id = l.id
WHERE o.channel <> 'import'
  AND (l.shipped_quantity, l.signed_quantity) IS DISTINCT FROM (coalesce(n.shipped, 0), coalesce(n.signed, 0))
"""


@check("INV-S2", "fulfilment.shipped_quantity")
def shipped_quantities_equal_notes() -> Iterator[str]:
    """What a line shows as shipped and signed stands on notes."""
    with connection.cursor() as cursor:
        cursor.execute(SHIPPED)
        for (name,) in cursor:
            yield _("订单行 %(name)s 的已发或签收数量与发货单不符") % {"name": name}
