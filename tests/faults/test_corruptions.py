"""FI-17: what a broken restore, a hand in the database or a bug could do; `danshu verify` names each row.

Each corruption is planted as the owner of the tables with triggers, foreign keys and the constraint in question taken
away, inside a transaction that is rolled back: only the checks stand between it and the accounts.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from danshu.audit.sealing import seal
from danshu.entry.management.commands.verify import run
from danshu.kit.verification import CHECKS
from tests.faults.town import Town

# Invariants of section 1 whose records this product does not have yet; each needs its checks with them.
NOT_HERE = {
    "INV-M6": "no commissions",
    "INV-H1": "no claims on slots of time",
    "INV-H2": "a claim past its moment counts as free where it is taken; proven by the tests of holds",
    "INV-H3": "no coupons or promotions",
    "INV-C1": "no cards",
    "INV-X1": "proven by canaries, not by adding up",
}
SECTION_1 = {
    "INV-M1", "INV-M2", "INV-M3", "INV-M4", "INV-M5", "INV-M6", "INV-M7", "INV-S1", "INV-S2", "INV-H1", "INV-H2",
    "INV-H3", "INV-C1", "INV-N1", "INV-L1", "INV-L2", "INV-A1", "INV-U1", "INV-U2", "INV-X1", "INV-Z1", "INV-O1",
    "INV-F1",
}  # fmt: skip


@dataclass(frozen=True)
class Corruption:
    """What is planted. target: SQL of the row's key; change: SQL with it; name: SQL of what the check has to say."""

    check: str
    target: str
    change: str
    name: str = "SELECT %(pk)s::text"
    drop: tuple[str, str] | None = None  # table and constraint that would refuse it


ORDER = "SELECT number FROM sales_order WHERE id = %(pk)s"
RECEIPT = "SELECT number FROM billing_receipt WHERE id = %(pk)s"
CHANGE = "SELECT number FROM amendments_amendment WHERE id = %(pk)s"
PICKED = "SELECT c.number FROM pool_pickrequest p JOIN parties_customer c ON c.id = p.customer_id WHERE p.id = %(pk)s"
REFUND = "SELECT number FROM billing_refund WHERE id = %(pk)s"
LINE = ("SELECT o.number || ' ' || l.position FROM sales_orderline l JOIN sales_order o ON o.id = l.order_id "
        "WHERE l.id = %(pk)s")  # fmt: skip
STOCK = "SELECT 'stock ' || %(pk)s::text"
APPROVED = "SELECT min(id) FROM sales_order WHERE status = 'approved'"

CORRUPTIONS = {
    "a journal line changed": Corruption(
        "ledger.journals_balanced", "SELECT min(journal_id) FROM ledger_journalline",
        "UPDATE ledger_journalline SET amount = amount + 1 WHERE id = "
        "(SELECT min(id) FROM ledger_journalline WHERE journal_id = %(pk)s)",
        "SELECT 'journal ' || %(pk)s",
    ),
    "a line moved to another journal": Corruption(
        "ledger.lines_belong", "SELECT max(id) FROM ledger_journalline",
        "UPDATE ledger_journalline SET currency = 'USD' WHERE id = %(pk)s", "SELECT 'line ' || %(pk)s",
    ),
    "a fact posted twice": Corruption(
        "ledger.posted_once", "SELECT min(source_id) FROM ledger_journal WHERE kind IN "
        "(SELECT kind FROM ledger_journal GROUP BY kind, source_kind HAVING count(*) > 1)",
        "UPDATE ledger_journal j SET source_id = %(pk)s WHERE id = (SELECT max(k.id) FROM ledger_journal k "
        "JOIN ledger_journal f ON f.source_id = %(pk)s AND f.kind = k.kind AND f.source_kind = k.source_kind "
        "AND f.id <> k.id)",
        drop=("ledger_journal", "journal_posted_once"),
    ),
    "a balance typed over": Corruption(
        "ledger.balances", "SELECT min(account_id) FROM ledger_accountbalance",
        "UPDATE ledger_accountbalance SET amount = amount + 7 WHERE account_id = %(pk)s", "SELECT 'account ' || %(pk)s",
    ),
    "a receipt's matched amount typed over": Corruption(
        "billing.matched_amount", "SELECT min(id) FROM billing_receipt",
        "UPDATE billing_receipt SET matched_amount = matched_amount - 1 WHERE id = %(pk)s", RECEIPT,
    ),
    "a receipt matched beyond its amount": Corruption(
        "billing.matched_within_receipt", "SELECT min(id) FROM billing_receipt",
        "UPDATE billing_receipt SET matched_amount = amount + 1 WHERE id = %(pk)s", RECEIPT,
        drop=("billing_receipt", "receipt_matched_within_amount"),
    ),
    "a refund larger than what was paid": Corruption(
        "billing.refunds_within_paid", "SELECT min(order_id) FROM billing_refund",
        "UPDATE billing_refund SET amount = 99999999 WHERE order_id = %(pk)s", ORDER,
    ),
    "a provider's transaction credited twice": Corruption(
        "billing.notified_once", "SELECT min(id) FROM billing_receipt",
        "UPDATE billing_receipt SET method = 'wechat', channel_transaction = '42' WHERE id < %(pk)s + 2", RECEIPT,
        drop=("billing_receipt", "receipt_channel_transaction"),
    ),
    "a refund decided by whoever applied for it": Corruption(
        "billing.refund_four_eyes", "SELECT min(id) FROM billing_refund",
        "UPDATE billing_refund SET decided_by_id = applied_by_id WHERE id = %(pk)s", REFUND,
        drop=("billing_refund", "refund_four_eyes"),
    ),
    "a refund that is done and never was executed": Corruption(
        "billing.refund_facts", "SELECT min(id) FROM billing_refund",
        "UPDATE billing_refund SET status = 'done' WHERE id = %(pk)s", REFUND,
        drop=("billing_refund", "refund_done_fact"),
    ),
    "a paid amount typed over": Corruption(
        "billing.paid_amount", APPROVED, "UPDATE sales_order SET paid_amount = paid_amount + 1 WHERE id = %(pk)s", ORDER,
    ),
    "an order's total typed over": Corruption(
        "sales.totals", APPROVED,
        "UPDATE sales_order SET goods_total = goods_total + 1, total = total + 1 WHERE id = %(pk)s", ORDER,
    ),
    "a line whose amount is not price times quantity": Corruption(
        "sales.line_amounts", "SELECT min(id) FROM sales_orderline",
        "UPDATE sales_orderline SET unit_price = unit_price + 1 WHERE id = %(pk)s", LINE,
    ),
    "a payment state typed over": Corruption(
        "sales.payment", APPROVED, "UPDATE sales_order SET payment_state = 'refunded' WHERE id = %(pk)s", ORDER,
    ),
    "a shipping state typed over": Corruption(
        "sales.shipping", APPROVED, "UPDATE sales_order SET shipping_state = 'signed' WHERE id = %(pk)s", ORDER,
    ),
    "an order that jumped to its end": Corruption(
        "sales.facts", APPROVED, "UPDATE sales_order SET status = 'completed' WHERE id = %(pk)s", ORDER,
        drop=("sales_order", "order_completed_fact"),
    ),
    "an order approved by whoever made it": Corruption(
        "sales.four_eyes", APPROVED, "UPDATE sales_order SET approved_by_id = created_by_id WHERE id = %(pk)s", ORDER,
    ),
    "more shipped than ordered": Corruption(
        "sales.shipped_within_ordered", "SELECT min(id) FROM sales_orderline",
        "UPDATE sales_orderline SET shipped_quantity = quantity + 1 WHERE id = %(pk)s", LINE,
        drop=("sales_orderline", "line_shipped_within_ordered"),
    ),
    "shipped without a note": Corruption(
        "fulfilment.shipped_quantity", "SELECT min(id) FROM sales_orderline WHERE shipped_quantity = 0",
        "UPDATE sales_orderline SET shipped_quantity = 1 WHERE id = %(pk)s", LINE,
    ),
    "a note that names an order of other goods": Corruption(
        "fulfilment.orders_on_notes", "SELECT min(id) FROM fulfilment_shipment",
        "UPDATE fulfilment_shipment SET joined_numbers = 'SO-0' WHERE id = %(pk)s",
        "SELECT number FROM fulfilment_shipment WHERE id = %(pk)s",
    ),
    "money on a line that its match does not have": Corruption(
        "billing.match_lines", "SELECT min(m.id) FROM billing_match m",
        "INSERT INTO billing_matchline (match_id, order_line_id, amount) SELECT m.id, l.id, m.amount + 0.01 "
        "FROM billing_match m JOIN sales_orderline l ON l.order_id = m.order_id WHERE m.id = %(pk)s LIMIT 1",
        "SELECT r.number FROM billing_match m JOIN billing_receipt r ON r.id = m.receipt_id WHERE m.id = %(pk)s",
    ),
    "goods that came from nowhere": Corruption(
        "inventory.on_hand", "SELECT min(id) FROM inventory_stockbalance",
        "UPDATE inventory_stockbalance SET on_hand = on_hand + 1 WHERE id = %(pk)s", STOCK,
    ),
    "a stock move deleted": Corruption(
        "inventory.running_quantities", "SELECT max(id) FROM inventory_stockmove m WHERE EXISTS (SELECT FROM "
        "inventory_stockmove n WHERE n.id < m.id AND n.warehouse_id = m.warehouse_id AND n.item_id = m.item_id)",
        "DELETE FROM inventory_stockmove WHERE id = (SELECT max(n.id) FROM inventory_stockmove n JOIN "
        "inventory_stockmove m ON m.id = %(pk)s AND n.warehouse_id = m.warehouse_id AND n.item_id = m.item_id "
        "WHERE n.id < m.id)",
        "SELECT 'move ' || %(pk)s",
    ),
    "more reserved than there is": Corruption(
        "inventory.bounds", "SELECT min(id) FROM inventory_stockbalance",
        "UPDATE inventory_stockbalance SET reserved = on_hand + 1 WHERE id = %(pk)s", STOCK,
        drop=("inventory_stockbalance", "*"),
    ),
    "reserved for nobody": Corruption(
        "holds.used_is_sum_of_claims", "SELECT min(id) FROM inventory_stockbalance WHERE reserved < on_hand",
        "UPDATE inventory_stockbalance SET reserved = reserved + 1 WHERE id = %(pk)s", "SELECT ':' || %(pk)s || ':'",
    ),
    "held for a paper that is gone": Corruption(
        "holds.claims_have_live_documents", "SELECT min(id) FROM holds_claim WHERE state IN ('held', 'kept')",
        "UPDATE holds_claim SET source_kind = 'inventory.document', source_id = 987654321 WHERE id = %(pk)s", "SELECT 'claim ' || %(pk)s",
    ),
    "a change order accepted as another one": Corruption(
        "amendments.digest", "SELECT min(id) FROM amendments_amendment",
        "UPDATE amendments_amendment SET after = jsonb_set(after, '{head,remark}', '\"送赠品\"') WHERE id = %(pk)s", CHANGE,
    ),
    "the amount of a change order typed over": Corruption(
        "amendments.totals", "SELECT min(id) FROM amendments_amendment",
        "UPDATE amendments_amendment SET total_after = total_after + 1 WHERE id = %(pk)s", CHANGE,
    ),
    "a change order that waits for a cancelled order": Corruption(
        "amendments.orphans", "SELECT min(id) FROM amendments_amendment WHERE status = 'proposed'",
        "UPDATE sales_order SET status = 'cancelled' WHERE id = (SELECT order_id FROM amendments_amendment WHERE id = %(pk)s)",
        CHANGE, drop=("sales_order", "order_cancelled_fact"),
    ),
    "an order that went into another one and goes on": Corruption(
        "composing.merged", "SELECT min(id) FROM sales_order WHERE status = 'draft'",
        "INSERT INTO composing_orderlink (kind, from_order_id, from_number, to_order_id, to_number, currency, amount, reason, "
        "by_name, at) SELECT 'merged', a.id, a.number, b.id, b.number, 'CNY', a.total, '', '', now() "
        "FROM sales_order a, sales_order b WHERE a.id = %(pk)s AND b.id = (SELECT max(id) FROM sales_order)", ORDER,
    ),
    "an application for a customer that has an owner": Corruption(
        "pool.picks", "SELECT min(id) FROM pool_pickrequest WHERE status = 'applied'",
        "UPDATE parties_customer SET owner_id = (SELECT min(id) FROM identity_user) WHERE id = "
        "(SELECT customer_id FROM pool_pickrequest WHERE id = %(pk)s)", PICKED,
    ),
    "a lock of somebody who is not the owner": Corruption(
        "pool.locks", "SELECT min(id) FROM pool_lock WHERE status = 'locked'",
        "UPDATE pool_lock SET owner_id = (SELECT max(id) FROM identity_user u WHERE u.id <> owner_id) WHERE id = %(pk)s",
        "SELECT c.number FROM pool_lock l JOIN parties_customer c ON c.id = l.customer_id WHERE l.id = %(pk)s",
    ),
    "a customer that forgot what waits for him": Corruption(
        "vetting.state", "SELECT min(id) FROM vetting_review WHERE status = 'awaiting'",
        "UPDATE parties_customer SET awaits_review = '' WHERE id = (SELECT customer_id FROM vetting_review WHERE id = %(pk)s)",
        "SELECT c.number FROM vetting_review r JOIN parties_customer c ON c.id = r.customer_id WHERE r.id = %(pk)s",
    ),
    "a customer that is not vetted without a review": Corruption(
        "vetting.state", "SELECT min(id) FROM parties_customer WHERE is_vetted AND awaits_review = ''",
        "UPDATE parties_customer SET is_vetted = false WHERE id = %(pk)s",
        "SELECT number FROM parties_customer WHERE id = %(pk)s",
    ),
    "an event that a rule never saw": Corruption(
        "automation.runs", "SELECT min(id) FROM automation_rule WHERE event = 'parties.customer_created'",
        "UPDATE automation_rule SET on_since = '2000-01-01' WHERE id = %(pk)s",
        "SELECT 'rule ' || name FROM automation_rule WHERE id = %(pk)s",
    ),
    "a customer of the pool that is shared": Corruption(
        "pool.shares", "SELECT min(id) FROM pool_release",
        "INSERT INTO parties_share (customer_id, user_id, level, shared_at, shared_by_name) SELECT customer_id, "
        "former_owner_id, 'edit', now(), '' FROM pool_release WHERE id = %(pk)s",
        "SELECT c.number FROM pool_release r JOIN parties_customer c ON c.id = r.customer_id WHERE r.id = %(pk)s",
    ),
    "a segment whose number of members was typed over": Corruption(
        "segments.counts", "SELECT min(id) FROM segments_segment",
        "UPDATE segments_segment SET member_count = member_count + 1 WHERE id = %(pk)s",
        "SELECT name FROM segments_segment WHERE id = %(pk)s",
    ),
    "a number used twice": Corruption(
        "numbering.repeated", APPROVED,
        "UPDATE sales_order SET number = (SELECT number FROM sales_order WHERE id = %(pk)s) WHERE id = "
        "(SELECT max(id) FROM sales_order)", ORDER,
        drop=("sales_order", "*u"),
    ),
    "a gap in the receipts": Corruption(  # the newest of all becomes the 9999th of a day that has fewer
        "numbering.gaps",
        "SELECT a.id FROM billing_receipt a WHERE a.id <> (SELECT max(id) FROM billing_receipt) AND NOT EXISTS (SELECT FROM "
        "billing_receipt b WHERE left(b.number, -5) = left(a.number, -5) AND b.number > a.number) ORDER BY a.id LIMIT 1",
        "UPDATE billing_receipt SET number = left((SELECT number FROM billing_receipt WHERE id = %(pk)s), -4) || '9999' "
        "WHERE id = (SELECT max(id) FROM billing_receipt)",
        "SELECT number FROM billing_receipt WHERE id = %(pk)s",
    ),
    "a record without a trace": Corruption(
        "audit.missing", APPROVED,
        "DELETE FROM audit_auditentry WHERE subject_kind = 'sales.order' AND subject_id = %(pk)s",
        "SELECT 'sales.order ' || %(pk)s || ' '",
    ),
    "an audit entry rewritten": Corruption(
        "audit.altered", "SELECT min(entry_id) FROM audit_auditsealitem",
        "UPDATE audit_auditentry SET actor_name = '别人' WHERE id = %(pk)s", "SELECT 'audit entry ' || %(pk)s || ' '",
    ),
    "an audit entry removed": Corruption(
        "audit.removed", "SELECT min(entry_id) FROM audit_auditsealitem",
        "DELETE FROM audit_auditentry WHERE id = %(pk)s", "SELECT 'audit entry ' || %(pk)s || ','",
    ),
    "a delivery lost": Corruption(
        "outbox.deliveries", "SELECT max(id) FROM outbox_outboxevent",
        "UPDATE outbox_outboxevent SET handlers = 1 WHERE id = %(pk)s", "SELECT 'event ' || %(pk)s || ' '",
    ),
    "a file without its bytes": Corruption(
        "exchange.files", "SELECT min(id) FROM exchange_storedfile",
        "UPDATE exchange_storedfile SET digest = repeat('0', 64) WHERE id = %(pk)s", "SELECT 'file ' || %(pk)s || ':'",
    ),
    "an attachment without its bytes": Corruption(
        "files.bytes", "SELECT min(id) FROM files_attachment",
        "UPDATE files_attachment SET digest = repeat('0', 64) WHERE id = %(pk)s", "SELECT 'attachment ' || %(pk)s || ':'",
    ),
    "an attachment that pretends to be small": Corruption(
        "files.sizes", "SELECT min(id) FROM files_attachment",
        "UPDATE files_attachment SET size = 1 WHERE id = %(pk)s", "SELECT 'attachment ' || %(pk)s || ':'",
    ),
    "an attachment of nothing": Corruption(
        "files.records", "SELECT min(id) FROM files_attachment",
        "UPDATE files_attachment SET source_id = 2000000000 WHERE id = %(pk)s", "SELECT 'attachment ' || %(pk)s || ':'",
    ),
    "a customer who is not found by his telephone": Corruption(
        "parties.contact_keys", "SELECT min(id) FROM parties_customer",
        "UPDATE parties_customer SET contact_keys = '{}' WHERE id = %(pk)s",
        "SELECT number FROM parties_customer WHERE id = %(pk)s",
    ),
    "a day of the next contact moved": Corruption(
        "parties.contact_due", "SELECT min(id) FROM parties_customer",
        "UPDATE parties_customer SET contact_due_at = created_at - interval '1 day' WHERE id = %(pk)s",
        "SELECT number FROM parties_customer WHERE id = %(pk)s",
    ),
    "a last contact without a record": Corruption(
        "activities.last_contact", "SELECT min(id) FROM parties_customer",
        "UPDATE parties_customer SET last_contact_at = created_at - interval '1 day' WHERE id = %(pk)s",
        "SELECT number FROM parties_customer WHERE id = %(pk)s",
    ),
    "a next contact without a plan": Corruption(
        "activities.next_contact", "SELECT min(id) FROM parties_customer",
        "UPDATE parties_customer SET next_contact_at = created_at - interval '1 day' WHERE id = %(pk)s",
        "SELECT number FROM parties_customer WHERE id = %(pk)s",
    ),
    "a plan done by a deleted record": Corruption(
        "activities.plans_done", "SELECT min(id) FROM activities_plan WHERE status = 'done'",
        "UPDATE activities_communication SET deleted_at = now() "
        "WHERE id = (SELECT record_id FROM activities_plan WHERE id = %(pk)s)",
        "SELECT 'plan ' || %(pk)s::text",
    ),
    "an announcement that names units and addresses all": Corruption(
        "announcements.audience", "SELECT min(id) FROM announcements_announcement WHERE audience = 'units'",
        "UPDATE announcements_announcement SET audience = 'all' WHERE id = %(pk)s",
    ),
    "a reading of a round that has not been": Corruption(
        "announcements.rounds", "SELECT min(announcement_id) FROM announcements_reading",
        "UPDATE announcements_reading SET round = 7 WHERE announcement_id = %(pk)s",
    ),
    "two primary contacts": Corruption(
        "parties.one_primary_contact", "SELECT min(customer_id) FROM parties_contact",
        "UPDATE parties_contact SET is_primary = false WHERE customer_id = %(pk)s",
        "SELECT number FROM parties_customer WHERE id = %(pk)s",
    ),
}  # fmt: skip


def drifts(code: str = "") -> list[str]:
    """What `danshu verify` finds."""
    chosen = [check for check in CHECKS.values() if code in ("", check.code)]
    outcomes = list(run(chosen))
    assert [outcome.failure for outcome in outcomes if outcome.failure] == []
    return [f"{outcome.code}: {text}" for outcome in outcomes for text in outcome.drifts]


@contextlib.contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction without triggers and foreign keys that leaves nothing behind."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        transaction.set_rollback(True)


def plant(corruption: Corruption) -> str:
    """Do it; returns what the check has to name."""
    with connection.cursor() as cursor:
        cursor.execute(corruption.target)
        (pk,) = cursor.fetchone()
        assert pk is not None, "nothing there to corrupt"
        if corruption.drop:
            _drop(*corruption.drop)
        for statement in corruption.change.split("; "):
            cursor.execute(statement, {"pk": pk})
            assert cursor.rowcount >= 1
        cursor.execute(corruption.name, {"pk": pk})
        (name,) = cursor.fetchone()
        return str(name)


def _drop(table: str, constraint: str) -> None:
    """Take a constraint away ('*': all CHECKs, '*u': all UNIQUE ones)."""
    kinds = {"*": ["c"], "*u": ["u"]}.get(constraint)
    with connection.cursor() as cursor:
        if kinds:
            cursor.execute(
                'SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = ANY(%s::"char"[])',
                [table, kinds],
            )
            names = [name for (name,) in cursor.fetchall()]
        else:
            names = [constraint]
        for name in names:
            cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = %s", [name])
            kind = f"ALTER TABLE {table} DROP CONSTRAINT {name}" if cursor.fetchone()[0] else f"DROP INDEX {name}"
            cursor.execute(kind)


@pytest.mark.slow
@pytest.mark.spec("FI-17")
def test_each_planted_corruption_is_named(town: Town) -> None:
    seal(at=datetime.now(UTC))
    before = drifts()
    assert before == []
    silent = {}
    for label, corruption in CORRUPTIONS.items():
        with rolled_back():
            name = plant(corruption)
            found = drifts(corruption.check)
        if not any(name in text for text in found):
            silent[label] = (name, found[:3])
    assert silent == {}
    assert drifts() == [], "what was planted is gone again"


@pytest.mark.spec("FI-17")
def test_every_invariant_has_a_check_and_a_corruption_that_it_names() -> None:
    checked = {check.invariant for check in CHECKS.values()}
    planted = {CHECKS[corruption.check].invariant for corruption in CORRUPTIONS.values()}
    assert SECTION_1 - checked - set(NOT_HERE) == set()
    assert SECTION_1 - planted - set(NOT_HERE) == set()
    assert set(NOT_HERE) & checked == set(), "these exist now: plant a corruption for them"
    assert len(CORRUPTIONS) >= 20
