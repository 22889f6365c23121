"""Posting: balanced, once per fact, in a fixed number of statements (bone 6, INV-M1 to INV-M4)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from danshu.kit.arrays import array
from danshu.kit.refs import SourceRef
from danshu.ledger.accounts import AccountKey, account_kind
from danshu.ledger.models import Account, Journal, JournalLine
from danshu.ledger.posting import NothingToReverse, Posting, PostingLine, post, post_all, reverse
from danshu.ledger.queries import balance, balances
from danshu.ledger.tests.accounts import NOON, TODAY, drifts, inside_operation, move, outside, wallet

pytestmark = pytest.mark.django_db


def test_a_posting_moves_the_amount_and_says_what_then_stood_there() -> None:
    with inside_operation():
        journal_id = move(1, "100.00", wallet(1))

    journal = Journal.objects.get(pk=journal_id)
    assert (journal.source_kind, journal.source_id, journal.kind, journal.on_date) == (
        "tests.receipt",
        1,
        "paid",
        TODAY,
    )
    assert balances([wallet(1), outside()]) == {wallet(1): Decimal("100.00"), outside(): Decimal("-100.00")}
    lines = JournalLine.objects.order_by("-amount").values_list("amount", "balance_after")
    assert list(lines) == [(Decimal(100), Decimal(100)), (Decimal(-100), Decimal(-100))]


def test_the_same_fact_is_posted_once() -> None:
    with inside_operation():
        first = move(1, "100.00", wallet(1))
        again = move(1, "100.00", wallet(1))
        other_kind = move(1, "3.00", wallet(1), kind="fee")

    assert first is not None
    assert again is None
    assert other_kind is not None
    assert balance(wallet(1)) == Decimal("103.00")


def test_a_reversal_takes_back_exactly_what_was_posted_and_only_once() -> None:
    with inside_operation():
        original = move(1, "100.00", wallet(1))
        counter = reverse(source=SourceRef("tests.receipt", 1), kind="paid", on=TODAY, at=NOON, reason="录错")
        again = reverse(source=SourceRef("tests.receipt", 1), kind="paid", on=TODAY, at=NOON, reason="录错")

    assert Journal.objects.get(pk=counter).reverses_id == original
    assert again is None
    assert balance(wallet(1)) == Decimal("0.00")


def test_what_was_never_posted_cannot_be_reversed() -> None:
    with inside_operation(), pytest.raises(NothingToReverse, match=r"tests\.receipt:9"):
        reverse(source=SourceRef("tests.receipt", 9), kind="paid", on=TODAY, at=NOON, reason="x")
    assert not Journal.objects.exists()


def test_several_lines_of_one_account_end_at_zero_without_dipping_below_on_the_way() -> None:
    lines = [
        PostingLine(wallet(1), Decimal(-5)),
        PostingLine(outside(), Decimal(0)),
        PostingLine(wallet(1), Decimal(5)),
    ]
    with inside_operation():
        assert post(source=SourceRef("tests.x", 1), kind="turn", on=TODAY, at=NOON, lines=lines) is not None

    assert [line.balance_after for line in JournalLine.objects.order_by("pk")] == [Decimal(5), Decimal(0)]


def test_nothing_is_posted_when_every_line_is_zero() -> None:
    lines = [PostingLine(wallet(1), Decimal("0.00")), PostingLine(outside(), Decimal(0))]
    with inside_operation():
        assert post(source=SourceRef("tests.x", 1), kind="free", on=TODAY, at=NOON, lines=lines) is None
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([PostingLine(wallet(1), Decimal(5)), PostingLine(outside(), Decimal(-4))], "unbalanced"),
        ([PostingLine(wallet(1), Decimal(5)), PostingLine(outside("USD"), Decimal(-5))], "unbalanced"),
        ([PostingLine(wallet(1), Decimal("0.001")), PostingLine(outside(), Decimal("-0.001"))], "finer"),
        ([PostingLine(wallet(1, "JPY"), Decimal("0.5")), PostingLine(outside("JPY"), Decimal("-0.5"))], "finer"),
        ([PostingLine(AccountKey("tests.nobody", "x"), Decimal(5)), PostingLine(outside(), Decimal(-5))], "declared"),
    ],
)
def test_what_only_a_mistake_in_the_code_asks_for_is_refused_at_once(lines: list[PostingLine], words: str) -> None:
    with inside_operation(), pytest.raises(ValueError, match=words):
        post(source=SourceRef("tests.x", 1), kind="bad", on=TODAY, at=NOON, lines=lines)
    assert not Journal.objects.exists()


def test_a_kind_is_declared_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        account_kind("tests.wallet", "x", "x", may_be_negative=False)


@pytest.mark.parametrize("lines", [2, 40])
def test_posting_is_one_statement_whatever_the_number_of_lines(lines: int) -> None:
    def posting(number: int) -> list[PostingLine]:
        into = [PostingLine(wallet(n), Decimal(1)) for n in range(lines - 1)]
        return [*into, PostingLine(outside(), -Decimal(lines - 1))]

    with inside_operation():
        post(source=SourceRef("tests.x", 1), kind="a", on=TODAY, at=NOON, lines=posting(1))
        with CaptureQueriesContext(connection) as known:
            post(source=SourceRef("tests.x", 2), kind="a", on=TODAY, at=NOON, lines=posting(2))
        with CaptureQueriesContext(connection) as replayed:
            post(source=SourceRef("tests.x", 2), kind="a", on=TODAY, at=NOON, lines=posting(2))
        with CaptureQueriesContext(connection) as fresh:
            move(3, "1.00", wallet(999))

    assert [len(known), len(replayed), len(fresh)] == [1, 1, 3]


def test_many_facts_are_posted_with_the_statements_of_one() -> None:
    def posting(number: int) -> Posting:
        lines = [PostingLine(wallet(number), Decimal(2)), PostingLine(outside(), Decimal(-2))]
        return Posting(SourceRef("tests.x", number), "a", TODAY, lines)

    with inside_operation():
        post_all([posting(0)], at=NOON)
        post_all([posting(n) for n in range(100, 200)], at=NOON)
        with CaptureQueriesContext(connection) as queries:
            ids = post_all([posting(n) for n in [0, *range(100, 150)]], at=NOON)

    assert len(queries) == 1
    assert ids == [None] * 51
    assert balance(outside()) == Decimal("-202.00")
    assert drifts() == []


def test_a_fact_that_stands_twice_in_one_call_is_posted_once() -> None:
    lines = [PostingLine(wallet(1), Decimal(2)), PostingLine(outside(), Decimal(-2))]
    with inside_operation():
        ids = post_all([Posting(SourceRef("tests.x", 1), "a", TODAY, lines)] * 3, at=NOON)

    assert ids[0] is not None
    assert ids[1:] == [None, None]
    assert balance(wallet(1)) == Decimal("2.00")


def test_balances_of_unknown_accounts_are_zero_in_one_query() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert balances([wallet(1), wallet(2, "JPY")]) == {wallet(1): Decimal("0.00"), wallet(2, "JPY"): Decimal(0)}
    assert len(queries) == 1
    assert balances([]) == {}


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)))
def test_arrays_of_any_text_come_back_as_they_were(texts: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [array([*texts, None])])
        assert cursor.fetchone()[0] == [*texts, None]
