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

PRINTS = """
SELECT o.number FROM sales_order o
LEFT JOIN (SELECT source_id, count(*) AS copies FROM printing_printeddocument WHERE kind = 'sales.order' GROUP BY 1) p
    ON p.source_id = o.id
WHERE o.print_count <> coalesce(p.copies, 0)
"""
# what each status implies; the reverse holds for the final ones only
FACTS = """
SELECT number FROM sales_order
WHERE (status <> 'draft' AND submitted_at IS NULL)
   OR (status IN ('approved', 'in_progress', 'shipped', 'signed', 'completed') AND approved_at IS NULL)
   OR (status = 'completed') <> (completed_at IS NOT NULL)
   OR (status = 'cancelled') <> (cancelled_at IS NOT NULL) OR (status = 'voided') <> (voided_at IS NOT NULL)
   OR (status = 'shipped' AND shipping_state NOT IN ('shipped', 'signed'))
   OR (status = 'signed' AND shipping_state <> 'signed')
   OR (status IN ('draft', 'awaiting_review', 'rejected') AND shipping_state NOT IN ('none', 'not_shipped'))
ORDER BY number
"""
# what needs no review is approved as it is submitted; where reviewing one's own was allowed once, old approvals cannot
# be told from wrong ones
SAME_PERSON = """
SELECT number FROM sales_order
WHERE approved_by_id = created_by_id AND channel <> 'import' AND approved_at <> submitted_at
  AND NOT EXISTS (SELECT FROM parameters_parametersetting WHERE name = 'self_review_allowed') ORDER BY number
"""
PAYMENT = """
SELECT number FROM sales_order WHERE channel <> 'import' AND payment_state NOT IN ('refund_running', 'paying')
  AND payment_state <> CASE
    WHEN refunded_amount > 0 AND refunded_amount >= paid_amount THEN 'refunded'
    WHEN refunded_amount > 0 THEN 'partly_refunded'
    WHEN paid_amount <= 0 AND (total > 0 OR status NOT IN ('approved', 'in_progress', 'shipped', 'signed', 'completed'))
        THEN 'unpaid'
    WHEN paid_amount < total THEN 'partly_paid'
    WHEN paid_amount > 0 THEN 'paid' ELSE payment_state END ORDER BY number
"""
OVER_SHIPPED = """
SELECT o.number || ' ' || l.position FROM sales_orderline l JOIN sales_order o ON o.id = l.order_id
WHERE l.shipped_quantity < 0 OR l.shipped_quantity > l.quantity OR l.signed_quantity > l.shipped_quantity
   OR l.returned_quantity > l.shipped_quantity ORDER BY 1
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


@check("INV-L2", "sales.print_count")
def print_count_equals_copies() -> Iterator[str]:
    """How often an order was printed is the number of its copies."""
    for number in _rows(PRINTS):
        yield _("订单 %(number)s 的打印次数与打印记录不符") % {"number": number}


@check("INV-L1", "sales.facts")
def statuses_agree_with_facts() -> Iterator[str]:
    """An order that was submitted, approved, shipped, completed or cancelled says when; no other does."""
    for number in _rows(FACTS):
        yield _("订单 %(number)s 的状态与事实不符") % {"number": number}


@check("INV-L2", "sales.payment")
def payment_state_follows_from_amounts() -> Iterator[str]:
    """The payment state is what paid, refunded and total say."""
    for number in _rows(PAYMENT):
        yield _("订单 %(number)s 的收款状态与金额不符") % {"number": number}


@check("INV-S2", "sales.shipped_within_ordered")
def nothing_is_shipped_that_was_not_ordered() -> Iterator[str]:
    """Returned <= shipped, signed <= shipped <= ordered, on each line."""
    for name in _rows(OVER_SHIPPED):
        yield _("订单行 %(name)s 的数量超出限度") % {"name": name}


@check("INV-A1", "sales.four_eyes")
def orders_have_four_eyes() -> Iterator[str]:
    """Nobody approved an order that he created, unless that was ever allowed."""
    for number in _rows(SAME_PERSON):
        yield _("订单 %(number)s 由创建人自己审核") % {"number": number}
