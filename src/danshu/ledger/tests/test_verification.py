"""`danshu verify` names each planted corruption of the ledger (FI-17)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from django.db import connection

from danshu.kit.refs import SourceRef
from danshu.ledger.models import Account, Journal, JournalLine
from danshu.ledger.posting import reverse
from danshu.ledger.tests.accounts import NOON, TODAY, drifts, inside_operation, move, wallet

pytestmark = pytest.mark.django_db


@contextlib.contextmanager
def corrupting() -> Iterator[None]:
    """The owner of the database, with triggers and foreign keys off: what a broken restore or a hand can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.fixture(autouse=True)
def _posted() -> None:
    with inside_operation():
        move(1, "100.00", wallet(1))
        move(2, "30.00", wallet(1))
        move(3, "5.00", wallet(2))
        reverse(source=SourceRef("tests.receipt", 3), kind="paid", on=TODAY, at=NOON, reason="x")


def test_a_sound_ledger_has_nothing_to_tell() -> None:
    assert drifts() == []


@pytest.mark.parametrize(
    ("corruption", "expected"),
    [
        ("UPDATE ledger_accountbalance SET amount = 131 WHERE amount = 130", "lines add up to 130"),
        ("UPDATE ledger_journalline SET amount = 101 WHERE amount = 100", "of 2 lines, sums CNY 1.0000"),
        ("UPDATE ledger_journalline SET amount = 101 WHERE amount = 100", "says 130.0000, should be 131"),
        ("DELETE FROM ledger_journalline WHERE amount = -30", "1 of 2 lines"),
        ("DELETE FROM ledger_journalline WHERE journal_id = (SELECT min(id) FROM ledger_journal)", "0 of 2 lines"),
        ("DELETE FROM ledger_journal WHERE source_id = 2", "wrong account"),
        ("UPDATE ledger_journalline SET currency = 'USD' WHERE amount = 30", "wrong account"),
        ("DELETE FROM ledger_accountbalance WHERE amount = 130", "balance None"),
        ("UPDATE ledger_journalline SET amount = amount * 2 WHERE journal_id = (SELECT max(id) FROM ledger_journal)",
         "reverses -10.0000 of 5.0000"),
    ],
)  # fmt: skip
def test_a_planted_corruption_is_named(corruption: str, expected: str) -> None:
    with corrupting(), connection.cursor() as cursor:
        cursor.execute(corruption)
        assert cursor.rowcount >= 1
    assert [text for text in drifts() if expected in text], drifts()


def test_a_line_that_was_slipped_in_later_is_named_even_when_it_balances() -> None:
    journal = Journal.objects.get(source_id=1)
    account = Account.objects.get(owner="tests.customer:1")
    with corrupting():
        for amount in (5, -5):
            JournalLine.objects.create(
                journal=journal, account=account, currency="CNY", amount=amount, balance_after=130
            )
    found = drifts()
    assert [text for text in found if f"journal {journal.pk}" in text and "4 of 2 lines" in text]
