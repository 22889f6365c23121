"""`danshu verify` names each planted corruption of money (FI-17, INV-M4, INV-M5)."""

from __future__ import annotations

import pytest
from django.db import connection

from danshu.billing.tests.factories import drifts, matched, paid, received, refunded, requested, returned
from danshu.sales.models import Order
from danshu.sales.tests.world import World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("INV-M4", "INV-M5", "INV-L2", "FI-17")]


@pytest.fixture
def books(world: World) -> dict[str, str]:
    """Something of everything: paid, partly refunded, open, returned, unmatched."""
    order, other = world.approved(), world.approved(line(world.soap, 2))
    receipt = paid(world, order, "300.00")
    refunded(world, order, "25.40")
    requested(world, order, "10.00")
    matched(world, receipt, {other: "50.00"})
    loose = received(world, "80.00")
    returned(world, loose, "30.00")
    return {"order": order.number, "other": other.number, "receipt": receipt.number, "loose": loose.number}


def plant(statement: str, *values: object) -> None:
    """What a broken restore or a hand with the owner's rights can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, "nothing was planted"
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_sound_books_have_nothing_to_tell(books: dict[str, str]) -> None:
    assert drifts() == []
    assert Order.objects.count() == 2


@pytest.mark.parametrize(
    ("statement", "check", "named"),
    [
        ("UPDATE sales_order SET paid_amount = paid_amount + 0.01 WHERE number = %s", "billing.paid_amount", "order"),
        ("UPDATE sales_order SET refunded_amount = 25.41 WHERE number = %s", "billing.paid_amount", "order"),
        ("UPDATE sales_order SET payment_state = 'paid' WHERE number = %s", "billing.payment_state", "other"),
        ("UPDATE sales_order SET total = total + 0.01, goods_total = goods_total + 0.01 WHERE number = %s",
         "billing.receivable", "other"),
        ("UPDATE billing_receipt SET matched_amount = 275.39 WHERE number = %s", "billing.matched_amount", "receipt"),
        ("UPDATE billing_receipt SET returning_amount = 29.99 WHERE number = %s", "billing.returns_within_receipt",
         "loose"),
        ("UPDATE billing_receipt SET amount = 80.01 WHERE number = %s", "billing.unmatched", ""),
        ("UPDATE billing_refund SET amount = 225.41 WHERE order_number = %s AND status = 'applied'",
         "billing.refunds_within_paid", "order"),
        ("DELETE FROM billing_match WHERE order_id = (SELECT id FROM sales_order WHERE number = %s)",
         "billing.paid_amount", "other"),
        ("DELETE FROM billing_refund WHERE receipt_id = (SELECT id FROM billing_receipt WHERE number = %s)",
         "billing.returns_within_receipt", "loose"),
    ],
)  # fmt: skip
def test_a_planted_corruption_is_named(books: dict[str, str], statement: str, check: str, named: str) -> None:
    plant(statement, books.get(named, books["loose"]))
    found = [text for text in drifts() if text.startswith(f"{check}:")]
    assert len(found) == 1, drifts()
    assert books.get(named, "CNY") in found[0]


def test_a_lost_posting_is_named(books: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM ledger_journalline WHERE amount < 0 AND account_id IN "
                       "(SELECT id FROM ledger_account WHERE kind = 'billing.receivable')")  # fmt: skip
        found = [text for text in drifts() if text.startswith("billing.receivable:")]
        cursor.execute("ROLLBACK TO SAVEPOINT before")
    named = {number for number in (books["order"], books["other"]) if any(number in text for text in found)}
    assert named == {books["order"], books["other"]}
