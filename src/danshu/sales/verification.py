"""Re-adds what orders derive (INV-M7, INV-L2, INV-S2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from danshu.kit.verification import check

TOTALS = """
SELECT o.number FROM sales_order o LEFT JOIN (
    SELECT order_id, sum(amount + line_discount + allocated_discount) AS gross, sum(amount) AS net,
        sum(tax_amount) AS tax, sum(allocated_discount) AS spread, count(*) AS lines
    FROM sales_orderline GROUP BY order_id
) l ON l.order_id = o.id
WHERE (o.goods_total, o.goods_total - o.discount_total, o.tax_total, o.order_discount, o.line_count)
   IS DISTINCT FROM (coalesce(l.gross, 0), coalesce(l.net, 0), coalesce(l.tax, 0), coalesce(l.spread, 0),
       coalesce(l.lines, 0))
"""
LINES = """
SELECT o.number || ' ' || l.position FROM sales_orderline l JOIN sales_order o ON o.id = l.order_id
WHERE l.amount + l.line_discount + l.allocated_discount <> round(l.quantity * l.unit_price, 2)
"""
SHIPPING = """
SELECT o.number FROM sales_order o LEFT JOIN (
    SELECT order_id, sum(quantity) AS ordered, sum(shipped_quantity) AS out, sum(signed_quantity) AS received
    FROM sales_orderline WHERE kind = 'goods' GROUP BY order_id
) l ON l.order_id = o.id
WHERE o.shipping_state <> CASE WHEN l.ordered IS NULL THEN 'none' WHEN received = ordered THEN 'signed'
    WHEN out = ordered THEN 'shipped' WHEN out > 0 THEN 'partly_shipped' ELSE 'not_shipped' END
"""
EXCEPTIONS = """
SELECT o.number FROM sales_order o WHERE o.open_exceptions <> (
    SELECT count(*) FROM sales_orderexception e WHERE e.order_id = o.id AND e.solved_at IS NULL)
  AND (o.open_exceptions <> 0 OR EXISTS (SELECT 1 FROM sales_orderexception e WHERE e.order_id = o.id))
"""


def _rows(statement: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for (name,) in cursor:
            yield str(name)


@check("INV-M7", "sales.totals")
def totals_equal_their_lines() -> Iterator[str]:
    """Head amounts are the sums of the rounded lines."""
    for number in _rows(TOTALS):
        yield _("订单 %(number)s 的合计与各行之和不符") % {"number": number}


@check("INV-M7", "sales.line_amounts")
def line_amounts_follow_from_price_and_quantity() -> Iterator[str]:
    """Each line is quantity × price minus its discounts."""
    for name in _rows(LINES):
        yield _("订单行 %(name)s 的金额与数量、单价、折扣不符") % {"name": name}


@check("INV-L2", "sales.shipping")
def shipping_state_follows_from_quantities() -> Iterator[str]:
    """The shipping state is what the quantities of the lines say."""
    for number in _rows(SHIPPING):
        yield _("订单 %(number)s 的发货状态与各行数量不符") % {"number": number}


@check("INV-L2", "sales.exceptions")
def open_exceptions_are_counted() -> Iterator[str]:
    """The counter equals the open exceptions."""
    for number in _rows(EXCEPTIONS):
        yield _("订单 %(number)s 的未解决异常数不符") % {"number": number}
