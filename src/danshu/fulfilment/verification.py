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
ORDERS = """
SELECT n.number FROM fulfilment_shipment n
LEFT JOIN (SELECT DISTINCT x.shipment_id, l.order_id FROM fulfilment_shipmentline x
    JOIN sales_orderline l ON l.id = x.order_line_id) s ON s.shipment_id = n.id
LEFT JOIN sales_order o ON o.id = s.order_id
GROUP BY n.id HAVING count(s.order_id) > 0 AND (
    NOT coalesce(bool_or(o.id = n.order_id), false)
    OR coalesce(array_agg(o.number::text ORDER BY o.number::text) FILTER (WHERE o.id <> n.order_id), '{}')
        <> (SELECT coalesce(array_agg(given ORDER BY given), '{}')
            FROM unnest(string_to_array(nullif(n.joined_numbers, ''), ' ')) given))
"""
PRINTS = """
SELECT n.number FROM fulfilment_shipment n
LEFT JOIN (SELECT source_id, count(*) AS copies FROM printing_printeddocument WHERE kind = 'fulfilment.shipment'
    GROUP BY 1) p ON p.source_id = n.id
WHERE n.print_count <> coalesce(p.copies, 0)
"""


@check("INV-S2", "fulfilment.shipped_quantity")
def shipped_quantities_equal_notes() -> Iterator[str]:
    """What a line shows as shipped and signed stands on notes."""
    with connection.cursor() as cursor:
        cursor.execute(SHIPPED)
        for (name,) in cursor:
            yield _("订单行 %(name)s 的已发或签收数量与发货单不符") % {"name": name}


@check("INV-L2", "fulfilment.orders_on_notes")
def notes_name_the_orders_of_their_lines() -> Iterator[str]:
    """The orders that a note names are those whose goods stand on it."""
    with connection.cursor() as cursor:
        cursor.execute(ORDERS)
        for (number,) in cursor:
            yield _("发货单 %(number)s 写的订单与它的商品行不符") % {"number": number}


@check("INV-L2", "fulfilment.print_count")
def print_count_equals_copies() -> Iterator[str]:
    """How often a note was printed is the number of its copies."""
    with connection.cursor() as cursor:
        cursor.execute(PRINTS)
        for (number,) in cursor:
            yield _("发货单 %(number)s 的打印次数与打印记录不符") % {"number": number}
