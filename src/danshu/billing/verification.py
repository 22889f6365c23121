"""Re-adds what money derives (INV-M4, INV-M5, INV-L2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from danshu.kit.verification import check

PAID = """
SELECT o.number FROM sales_order o
LEFT JOIN (SELECT order_id, sum(amount + written_off) AS paid FROM billing_match GROUP BY order_id) m ON m.order_id = o.id
LEFT JOIN (SELECT order_id, sum(amount) AS back, sum(allowance) AS allowed FROM billing_refund WHERE status = 'done'
           GROUP BY order_id) r ON r.order_id = o.id
WHERE o.channel <> 'import' AND (o.paid_amount, o.refunded_amount, o.allowed_amount)
    IS DISTINCT FROM (coalesce(m.paid, 0), coalesce(r.back, 0), coalesce(r.allowed, 0))
"""
MATCHED = """
SELECT r.number FROM billing_receipt r
LEFT JOIN (SELECT receipt_id, sum(amount) AS matched FROM billing_match GROUP BY receipt_id) m ON m.receipt_id = r.id
WHERE r.matched_amount <> coalesce(m.matched, 0)
"""
OVER = """
SELECT o.number FROM sales_order o JOIN (
    SELECT order_id, sum(amount) AS back FROM billing_refund WHERE status <> 'refused' GROUP BY order_id
) r ON r.order_id = o.id
LEFT JOIN (SELECT order_id, sum(amount) AS came FROM billing_match GROUP BY order_id) m ON m.order_id = o.id
WHERE r.back > coalesce(m.came, 0)
"""
MATCH_LINES = """
SELECT DISTINCT r.number FROM billing_matchline x JOIN billing_match m ON m.id = x.match_id
JOIN billing_receipt r ON r.id = m.receipt_id
JOIN sales_orderline l ON l.id = x.order_line_id JOIN sales_order o ON o.id = m.order_id
WHERE l.order_id <> m.order_id
   OR (SELECT sum(y.amount) FROM billing_matchline y WHERE y.match_id = m.id) > m.amount
   OR (SELECT sum(y.amount) FROM billing_matchline y WHERE y.order_line_id = l.id)
       > l.amount + CASE WHEN o.tax_included THEN 0 ELSE l.tax_amount END + o.refunded_amount
"""
RETURNS = """
SELECT r.number FROM billing_receipt r
LEFT JOIN (SELECT receipt_id, coalesce(sum(amount) FILTER (WHERE status = 'done'), 0) AS gone,
               coalesce(sum(amount) FILTER (WHERE status NOT IN ('done', 'refused')), 0) AS going
           FROM billing_refund WHERE receipt_id IS NOT NULL GROUP BY receipt_id) b ON b.receipt_id = r.id
WHERE r.state <> 'voided'
  AND (r.returned_amount, r.returning_amount) IS DISTINCT FROM (coalesce(b.gone, 0), coalesce(b.going, 0))
"""
STATE = """
SELECT o.number FROM sales_order o
LEFT JOIN (SELECT order_id, count(*) AS running FROM billing_refund WHERE status NOT IN ('done', 'refused')
           GROUP BY order_id) r ON r.order_id = o.id
WHERE o.channel <> 'import' AND (o.paid_amount <> 0 OR r.running > 0) AND o.payment_state <> CASE
    WHEN coalesce(r.running, 0) > 0 THEN 'refund_running'
    WHEN o.refunded_amount > 0 AND o.refunded_amount >= o.paid_amount THEN 'refunded'
    WHEN o.refunded_amount > 0 THEN 'partly_refunded'
    WHEN o.paid_amount >= o.total THEN 'paid' ELSE 'partly_paid' END
"""
OWED = """
WITH posted AS (
    SELECT j.source_kind, j.source_id, l.amount
    FROM ledger_journalline l JOIN ledger_account a ON a.id = l.account_id AND a.kind = 'billing.receivable'
    JOIN ledger_journal j ON j.id = l.journal_id
), per_order AS (
    SELECT order_id, sum(amount) AS amount FROM (
        SELECT source_id AS order_id, amount FROM posted WHERE source_kind = 'sales.order'
        UNION ALL SELECT m.order_id, p.amount FROM posted p JOIN billing_match m ON m.id = p.source_id
            WHERE p.source_kind = 'billing.match'
        UNION ALL SELECT r.order_id, p.amount FROM posted p JOIN billing_refund r ON r.id = p.source_id
            WHERE p.source_kind = 'billing.refund'
    ) AS x GROUP BY order_id
)
SELECT o.number FROM sales_order o LEFT JOIN per_order p ON p.order_id = o.id
WHERE o.channel <> 'import' AND coalesce(p.amount, 0) <> o.refunded_amount - o.paid_amount
    + CASE WHEN o.status IN ('approved', 'in_progress', 'shipped', 'signed', 'completed') THEN o.total - o.allowed_amount ELSE 0 END
"""
UNMATCHED = """
SELECT coalesce(r.currency, l.currency) FROM (
    SELECT currency, sum(amount - matched_amount - returned_amount) AS here FROM billing_receipt GROUP BY currency
) r FULL JOIN (
    SELECT a.currency, sum(b.amount) AS posted FROM ledger_account a JOIN ledger_accountbalance b ON b.account_id = a.id
    WHERE a.kind = 'billing.unmatched' GROUP BY a.currency
) l ON l.currency = r.currency WHERE coalesce(r.here, 0) <> -coalesce(l.posted, 0)
"""

# orders in the recycle bin and purged ones owe nothing
OWED_BY_NONE = """
SELECT min(j.memo) FROM ledger_journalline l JOIN ledger_account a ON a.id = l.account_id AND a.kind = 'billing.receivable'
JOIN ledger_journal j ON j.id = l.journal_id AND j.source_kind = 'sales.order'
WHERE NOT EXISTS (SELECT 1 FROM sales_order o WHERE o.id = j.source_id) GROUP BY j.source_id HAVING sum(l.amount) <> 0
"""

NOTIFIED_TWICE = """
SELECT min(number) || ' … ' || max(number) FROM billing_receipt WHERE channel_transaction <> ''
GROUP BY method, channel_transaction HAVING count(*) > 1 ORDER BY 1
"""
OVERSPENT = """
SELECT number FROM billing_receipt
WHERE matched_amount < 0 OR returned_amount < 0 OR matched_amount + returned_amount > amount ORDER BY number
"""
REFUND_FACTS = """
SELECT number FROM billing_refund
WHERE (status = 'done') <> (executed_at IS NOT NULL AND status = 'done')
   OR (status IN ('refused', 'approved', 'done') AND decided_at IS NULL) ORDER BY number
"""
SAME_PERSON = """
SELECT number FROM billing_refund WHERE decided_by_id = applied_by_id ORDER BY number
"""


def _rows(statement: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for (number,) in cursor:
            yield str(number)


@check("INV-M5", "billing.match_lines")
def lines_of_matches_stay_within_them() -> Iterator[str]:
    """What stands on the lines of a match is no more than the match, for lines of its order that cost as much."""
    for number in _rows(MATCH_LINES):
        yield _("收款 %(number)s 按行核销的金额与核销记录或订单行不符") % {"number": number}


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
    """Running and done refunds never exceed the money that came in."""
    for number in _rows(OVER):
        yield _("订单 %(number)s 的退款超过已收") % {"number": number}


@check("INV-M5", "billing.returns_within_receipt")
def returns_equal_refunds() -> Iterator[str]:
    """What a receipt shows as returned and as being returned is what its refunds say."""
    for number in _rows(RETURNS):
        yield _("收款 %(number)s 的已退回与退款记录不符") % {"number": number}


@check("INV-L2", "billing.payment_state")
def payment_states_follow_the_amounts() -> Iterator[str]:
    """The payment state is what receipts minus refunds against the total make (FIN-003)."""
    for number in _rows(STATE):
        yield _("订单 %(number)s 的收款状态与金额不符") % {"number": number}


@check("INV-M4", "billing.receivable")
def receivables_equal_orders() -> Iterator[str]:
    """What the ledger says is owed for an order is its total, less what was paid, plus what went back."""
    for number in _rows(OWED):
        yield _("订单 %(number)s 的应收账款与总账不符") % {"number": number}


@check("INV-M4", "billing.receivable_of_deleted")
def deleted_orders_owe_nothing() -> Iterator[str]:
    """What is not there any more is not owed (ORD-042)."""
    for number in _rows(OWED_BY_NONE):
        yield _("已删除的订单 %(number)s 在总账上还有应收") % {"number": number}


@check("INV-M4", "billing.unmatched")
def unmatched_money_equals_the_ledger() -> Iterator[str]:
    """Unmatched money in the ledger is what the receipts have left."""
    for currency in _rows(UNMATCHED):
        yield _("待核销收款（%(currency)s）与总账不符") % {"currency": currency}


@check("INV-M3", "billing.notified_once")
def provider_transactions_are_credited_once() -> Iterator[str]:
    """No transaction of a payment provider has two receipts."""
    for number in _rows(NOTIFIED_TWICE):
        yield _("收款 %(number)s 是同一笔支付交易") % {"number": number}


@check("INV-M5", "billing.matched_within_receipt")
def matches_stay_within_receipts() -> Iterator[str]:
    """What was matched and returned never exceeds the receipt."""
    for number in _rows(OVERSPENT):
        yield _("收款 %(number)s 的已核销与已退回超过金额") % {"number": number}


@check("INV-L1", "billing.refund_facts")
def refund_states_agree_with_facts() -> Iterator[str]:
    """Decided and executed refunds say when."""
    for number in _rows(REFUND_FACTS):
        yield _("退款 %(number)s 的状态与时间不符") % {"number": number}


@check("INV-A1", "billing.refund_four_eyes")
def refunds_have_four_eyes() -> Iterator[str]:
    """Nobody decided on a refund that he applied for."""
    for number in _rows(SAME_PERSON):
        yield _("退款 %(number)s 由申请人自己审批") % {"number": number}
