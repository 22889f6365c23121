"""Re-adds what money derives (INV-M4, INV-M5, INV-L2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from danshu.kit.verification import check

PAID = """
SELECT o.number FROM sales_order o
LEFT JOIN (SELECT order_id, sum(amount + written_off) AS paid FROM billing_match GROUP BY order_id) m ON m.order_id = o.id
LEFT JOIN (SELECT order_id, sum(amount) AS back FROM billing_refund WHERE status = 'done' GROUP BY order_id) r
    ON r.order_id = o.id
WHERE o.channel <> 'import'
  AND (o.paid_amount, o.refunded_amount) IS DISTINCT FROM (coalesce(m.paid, 0), coalesce(r.back, 0))
"""
MATCHED = """
SELECT r.number FROM billing_receipt r
LEFT JOIN (SELECT receipt_id, sum(amount) AS matched FROM billing_match GROUP BY receipt_id) m ON m.receipt_id = r.id
WHERE r.matched_amount <> coalesce(m.matched, 0)
"""
OVER = """
SELECT o.number FROM sales_order o JOIN (
    SELECT order_id, sum(amount) AS back FROM billing_refund WHERE status NOT IN ('refused') GROUP BY order_id
) r ON r.order_id = o.id WHERE r.back > o.paid_amount
"""


def _rows(statement: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for (number,) in cursor:
            yield str(number)


@check("INV-L2", "billing.paid_amount")
def paid_amounts_equal_matches_and_refunds() -> Iterator[str]:
    """What an order shows as paid and refunded is what was matched and refunded."""
    for number in _rows(PAID):
        yield _("订单 %(number)s 的已收或已退与收款、退款记录不符") % {"number": number}


@check("INV-M4", "billing.matched_amount")
def matched_amounts_equal_matches() -> Iterator[str]:
    """What a receipt shows as matched is the sum of its matches."""
    for number in _rows(MATCHED):
        yield _("收款 %(number)s 的已核销与核销记录不符") % {"number": number}


@check("INV-M5", "billing.refunds_within_paid")
def refunds_stay_within_what_was_paid() -> Iterator[str]:
    """Running and done refunds never exceed what was paid."""
    for number in _rows(OVER):
        yield _("订单 %(number)s 的退款超过已收") % {"number": number}
