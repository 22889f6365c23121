"""FI-05 for money: a fact posts once, a wallet is not overdrawn, nothing deadlocks; with negative controls."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from danshu.kit.actor import Actor
from danshu.kit.operation import REGISTRY, operation
from danshu.kit.refs import SourceRef
from danshu.ledger import posting, statements
from danshu.ledger.accounts import AccountKey
from danshu.ledger.models import Account, AccountBalance, Journal, JournalLine
from danshu.ledger.posting import BalanceShort, PostingLine, post, reverse
from danshu.ledger.queries import balance
from danshu.ledger.tests.accounts import TODAY, drifts, outside, wallet
from tests.faults.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NOBODY = Actor.system()


@pytest.fixture(scope="module", autouse=True)
def _operations() -> Iterator[None]:
    """Operations as upper modules write them: the transaction, the refusals, the retries are the real ones."""

    @operation("tests.pay", permission="system", label=("付款", "Pay"))
    def pay(
        *, number: int, amount: Decimal, origin: AccountKey, to: AccountKey, actor: Actor, at: object
    ) -> int | None:
        lines = [PostingLine(origin, -amount), PostingLine(to, amount)]
        random.shuffle(lines)
        source = SourceRef("tests.receipt", number)
        return post(source=source, kind="paid", on=TODAY, at=at, lines=lines)  # type: ignore[arg-type]

    @operation("tests.take_back", permission="system", label=("冲销", "Reverse"))
    def take_back(*, number: int, actor: Actor, at: object) -> int | None:
        source = SourceRef("tests.receipt", number)
        return reverse(source=source, kind="paid", on=TODAY, at=at, reason="x")  # type: ignore[arg-type]

    yield
    for code in ("tests.pay", "tests.take_back"):
        REGISTRY.pop(code)


def pay(number: int, amount: str | int, *, origin: AccountKey, to: AccountKey) -> object:
    arguments = {"number": number, "amount": Decimal(amount), "origin": origin, "to": to}
    return REGISTRY["tests.pay"](**arguments, actor=NOBODY, at=timezone.now())


def test_the_same_notice_twenty_times_at_once_is_credited_once() -> None:
    result = race(20, lambda _client: pay(1, 100, origin=outside(), to=wallet(1)))

    assert result.count(None) == 19
    assert not [outcome for outcome in result.outcomes if isinstance(outcome, BaseException)]
    assert (balance(wallet(1)), Journal.objects.count()) == (Decimal("100.00"), 1)
    assert drifts() == []


def test_negative_control_without_the_unique_key_the_notice_is_credited_again() -> None:
    pay(0, 1, origin=outside(), to=wallet(1))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_journal DROP CONSTRAINT journal_posted_once")

    def check_then_post(_client: int) -> object:
        """What one writes without thinking of the others: look, then insert."""
        with transaction.atomic():
            if Journal.objects.filter(source_kind="tests.receipt", source_id=1).exists():
                return "known"
            return _insert(1, Decimal(100))

    result = race(20, check_then_post)
    assert 20 - result.count("known") > 1, "without the guard nothing was credited twice: the test proves nothing"


def _insert(number: int, amount: Decimal) -> str:
    journal = Journal.objects.create(
        source_kind="tests.receipt", source_id=number, kind="paid", on_date=TODAY, at=timezone.now(), line_count=2
    )
    for kind, value in (("tests.outside", -amount), ("tests.wallet", amount)):
        account = Account.objects.get(kind=kind)
        JournalLine.objects.create(journal=journal, account=account, currency="CNY", amount=value, balance_after=0)
    return "posted"


@pytest.mark.spec("FIN-015")
def test_two_dozen_payments_at_once_do_not_overdraw_a_wallet() -> None:
    pay(1, 100, origin=outside(), to=wallet(1))

    result = race(24, lambda client: pay(100 + client, 30, origin=wallet(1), to=outside()))

    assert result.count(int) == 3
    assert result.count(BalanceShort) == 21
    assert all(outcome.status == 409 for outcome in result.outcomes if isinstance(outcome, BalanceShort))
    assert balance(wallet(1)) == Decimal("10.00")
    assert result.seconds < 15
    assert drifts() == []


def test_negative_control_without_the_check_a_wallet_is_overdrawn() -> None:
    pay(1, 100, origin=outside(), to=wallet(1))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_accountbalance DROP CONSTRAINT balance_not_negative")

    def check_then_pay(client: int) -> object:
        """Looking at the balance first does not replace the database's refusal."""
        with transaction.atomic():
            if balance(wallet(1)) < 30:
                return "short"
        return pay(100 + client, 30, origin=wallet(1), to=outside())

    race(24, check_then_pay)
    assert balance(wallet(1)) < 0, "without the guard nothing was overdrawn: the test proves nothing"


def _many_transfers(clients: int = 15, each: int = 10) -> tuple[dict[str, int], float]:
    """150 transfers between two wallets in both directions, lines in random order (the measurement of CC-2)."""

    def transfer(client: int) -> str:
        for turn in range(each):
            origin, to = (wallet(1), wallet(2)) if (client + turn) % 2 else (wallet(2), wallet(1))
            pay(1000 + client * each + turn, 1, origin=origin, to=to)
        return "done"

    result = race(clients, transfer)
    return result.names(), result.seconds


def test_transfers_in_random_directions_do_not_deadlock() -> None:
    for number in (1, 2):
        pay(number, 1_000, origin=outside(), to=wallet(number))
    before = _deadlocks()

    names, seconds = _many_transfers()

    assert names == {"done": 15}
    assert balance(wallet(1)) + balance(wallet(2)) == Decimal(2_000)
    assert _deadlocks() == before
    assert seconds < 20
    assert drifts() == []


def test_negative_control_without_the_order_of_locks_transfers_deadlock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks are then taken in the order of the lines, by the trigger."""
    for number in (1, 2):
        pay(number, 1_000, origin=outside(), to=wallet(number))
    unordered = statements.POST.replace("ORDER BY b.account_id FOR NO KEY UPDATE", "LIMIT 0")
    unordered = unordered.replace("ORDER BY j.place, l.amount DESC, l.position", "ORDER BY j.place, l.position")
    assert unordered != statements.POST
    monkeypatch.setattr(posting, "POST", unordered)
    before = _deadlocks()

    _many_transfers()

    assert _deadlocks() > before, "unordered locks did not deadlock: the test proves nothing"


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_accounts_that_everybody_uses_for_the_first_time_are_made_once() -> None:
    result = race(16, lambda client: pay(client, 5, origin=outside(), to=wallet(client % 4)))

    assert result.count(int) == 16
    assert Account.objects.count() == AccountBalance.objects.count() == 5
    assert [balance(wallet(number)) for number in range(4)] == [Decimal("20.00")] * 4
    assert drifts() == []


def test_reversing_one_fact_many_times_at_once_takes_it_back_once() -> None:
    pay(1, 100, origin=outside(), to=wallet(1))

    result = race(12, lambda _c: REGISTRY["tests.take_back"](number=1, actor=NOBODY, at=timezone.now()))

    assert (result.count(None), result.count(int)) == (11, 1), result.names()
    assert balance(wallet(1)) == Decimal("0.00")
    assert drifts() == []


def test_reversing_against_spending_the_money_lets_one_of_them_win() -> None:
    """Either the receipt is taken back or its money is spent, never both."""
    for number in range(10):
        pay(number, 10, origin=outside(), to=wallet(number))

    def act(client: int) -> object:
        number = client // 2
        if client % 2:
            return REGISTRY["tests.take_back"](number=number, actor=NOBODY, at=timezone.now())
        return pay(100 + number, 10, origin=wallet(number), to=outside())

    result = race(20, act)

    assert (result.count(int), result.count(BalanceShort)) == (10, 10)
    assert all(balance(wallet(number)) == 0 for number in range(10))
    assert drifts() == []
