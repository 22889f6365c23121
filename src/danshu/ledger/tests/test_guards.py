"""What the database itself refuses about money, whoever asks (INV-M1 to INV-M4, V13)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import Error, connection, transaction
from psycopg import sql

from danshu.entry import grants
from danshu.host import dsn, roles
from danshu.kit.refs import SourceRef
from danshu.ledger.models import Account, AccountBalance, Journal, JournalLine
from danshu.ledger.posting import BalanceShort, reverse
from danshu.ledger.queries import balance
from danshu.ledger.tests.accounts import NOON, TODAY, inside_operation, move, outside, wallet
from danshu.testing import server

pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)

JOURNAL = """INSERT INTO ledger_journal (source_kind, source_id, kind, on_date, at, memo, line_count, reverses_id)
    VALUES ('raw', %s, 'raw', current_date, now(), '', %s, %s) RETURNING id"""
LINE = "INSERT INTO ledger_journalline (journal_id, account_id, currency, amount) VALUES (%s, %s, %s, %s)"


@contextlib.contextmanager
def at_once() -> Iterator[None]:
    """A transaction in small: deferred triggers are asked at its end."""
    with transaction.atomic():
        yield
        connection.check_constraints()


def execute(text: str, parameters: list[Any] | None = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters or [])
        return cursor.fetchone()[0] if cursor.description else None


def constraint(error: pytest.ExceptionInfo[Error]) -> str:
    diagnosis = getattr(error.value.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


@pytest.fixture
def accounts() -> tuple[int, int]:
    """A wallet with 100 on it, and the outside."""
    with inside_operation():
        move(1, "100.00", wallet(1))
    return Account.objects.get(kind="tests.wallet").pk, Account.objects.get(kind="tests.outside").pk


def raw_journal(
    number: int, lines: list[tuple[int, str, str]], *, count: int | None = None, of: int | None = None
) -> int:
    """Insert a journal the way somebody with SQL would."""
    pk: int = execute(JOURNAL, [number, count if count is not None else len(lines), of])
    for account, currency, amount in lines:
        execute(LINE, [pk, account, currency, Decimal(amount)])
    return pk


def test_a_right_journal_by_hand_is_accepted(accounts: tuple[int, int]) -> None:
    with at_once():
        raw_journal(7, [(accounts[0], "CNY", "1"), (accounts[1], "CNY", "-1")])
    assert balance(wallet(1)) == Decimal("101.00")


@pytest.mark.parametrize(
    ("amounts", "count", "refused_by"),
    [
        (["5", "-4"], 2, "journal_balanced"),
        (["5"], 2, "journal_balanced"),
        ([], 2, "journal_balanced"),
        (["5", "-4", "-1"], 2, "journal_balanced"),
        (["5"], 1, "journal_two_lines"),
        (["0", "0"], 2, "line_not_zero"),
    ],
)
def test_an_unbalanced_or_incomplete_journal_does_not_commit(
    accounts: tuple[int, int], amounts: list[str], count: int, refused_by: str
) -> None:
    ways = [accounts[0], accounts[1], accounts[1]]
    with pytest.raises(Error) as refused, at_once():
        raw_journal(7, [(ways[n], "CNY", amount) for n, amount in enumerate(amounts)], count=count)
    assert constraint(refused) == refused_by
    assert (Journal.objects.count(), balance(wallet(1))) == (1, Decimal("100.00"))


def test_making_the_check_immediate_does_not_open_a_way_around_it(accounts: tuple[int, int]) -> None:
    with transaction.atomic():
        journal = raw_journal(7, [(accounts[0], "CNY", "1"), (accounts[1], "CNY", "-1")])
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(Error) as refused, transaction.atomic():
            execute(LINE, [journal, accounts[0], "CNY", Decimal(5)])
        execute("SET CONSTRAINTS ALL DEFERRED")
    assert constraint(refused) == "journal_balanced"


def test_currencies_do_not_balance_each_other_and_a_line_has_its_accounts_currency(accounts: tuple[int, int]) -> None:
    with pytest.raises(Error) as refused, at_once():
        raw_journal(7, [(accounts[0], "USD", "1"), (accounts[1], "USD", "-1")])
    assert constraint(refused) == "line_account_currency"


@committing
def test_no_line_joins_a_journal_of_another_transaction(accounts: tuple[int, int]) -> None:
    journal = Journal.objects.get()
    with pytest.raises(Error) as refused, at_once():
        execute(LINE, [journal.pk, accounts[0], "CNY", Decimal(5)])
    assert constraint(refused) == "journal_closed"


@committing
def test_nobody_says_in_which_transaction_a_journal_was_written(accounts: tuple[int, int]) -> None:
    """A forged stamp would keep a journal open for a later transaction."""
    with transaction.atomic():
        pk = execute(
            "INSERT INTO ledger_journal (source_kind, source_id, kind, on_date, at, memo, line_count, xid, recorded_at) "
            "VALUES ('raw', 8, 'raw', current_date, now(), '', 2, '99999999', '2030-01-01') RETURNING id"
        )
        assert execute("SELECT xid = pg_current_xact_id() FROM ledger_journal WHERE id = %s", [pk])
        execute(LINE, [pk, accounts[0], "CNY", Decimal(5)])
        execute(LINE, [pk, accounts[1], "CNY", Decimal(-5)])


@pytest.mark.parametrize("table", ["ledger_journal", "ledger_journalline", "ledger_account", "ledger_accountbalance"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_rows_are_never_changed_removed_or_emptied(accounts: tuple[int, int], table: str, statement: str) -> None:
    column = {"ledger_journal": "memo", "ledger_journalline": "amount", "ledger_account": "owner"}.get(table, "amount")
    with pytest.raises(Error), at_once():
        execute(statement.format(table, column, column))
    assert (Journal.objects.count(), JournalLine.objects.count(), Account.objects.count()) == (1, 2, 2)


def test_a_balance_is_written_by_lines_only(accounts: tuple[int, int]) -> None:
    for text in (
        "UPDATE ledger_accountbalance SET amount = amount + 1",
        "UPDATE ledger_accountbalance SET may_be_negative = true",
        "DELETE FROM ledger_accountbalance",
    ):
        with pytest.raises(Error) as refused, at_once():
            execute(text)
        assert constraint(refused) == "ledger_written_by_posting_only"
    account = Account.objects.create(kind="tests.wallet", owner="x", currency="CNY")
    with pytest.raises(Error), at_once():
        AccountBalance.objects.create(account=account, amount=5, may_be_negative=False)


def test_the_guards_cannot_be_switched_off_by_a_session(accounts: tuple[int, int]) -> None:
    """Packaged triggers can: `pgtrigger.ignore` is a setting that everybody may set."""
    execute("SET LOCAL pgtrigger.ignore = '{ledger_journal,enter,balanced,by_lines_only}'")
    with pytest.raises(Error) as refused, at_once():
        execute("UPDATE ledger_accountbalance SET amount = 7")
    assert constraint(refused) == "ledger_written_by_posting_only"


@pytest.mark.spec("FIN-015")
def test_a_wallet_does_not_fall_below_zero(accounts: tuple[int, int]) -> None:
    with pytest.raises(Error) as refused, inside_operation():
        move(2, "100.01", outside(), origin=wallet(1))
    assert constraint(refused) == "balance_not_negative"
    assert balance(wallet(1)) == Decimal("100.00")
    assert BalanceShort().status == 409


def test_a_reversal_stays_within_its_original(accounts: tuple[int, int]) -> None:
    original = Journal.objects.get().pk
    for lines in (
        [(accounts[0], "CNY", "-100.01"), (accounts[1], "CNY", "100.01")],
        [(accounts[0], "CNY", "5"), (accounts[1], "CNY", "-5")],
    ):
        with pytest.raises(Error) as refused, at_once():
            raw_journal(7, lines, of=original)
        assert constraint(refused) in ("reversal_within_original", "balance_not_negative")


def test_a_reversal_is_neither_repeated_nor_reversed(accounts: tuple[int, int]) -> None:
    original = Journal.objects.get().pk
    with inside_operation():
        counter = reverse(source=SourceRef("tests.receipt", 1), kind="paid", on=TODAY, at=NOON, reason="x")
    with pytest.raises(Error), at_once():
        raw_journal(8, [(accounts[0], "CNY", "-1"), (accounts[1], "CNY", "1")], of=original)
    with pytest.raises(Error) as refused, at_once():
        raw_journal(9, [(accounts[0], "CNY", "1"), (accounts[1], "CNY", "-1")], of=counter)
    assert constraint(refused) == "reversal_within_original"


@pytest.fixture
def runtime(accounts: tuple[int, int]) -> Iterator[psycopg.Connection[Any]]:
    """A connection as web and worker have it: the role that owns nothing."""
    role, address = "danshu_tests_app", server.address(connection.settings_dict["NAME"])
    with psycopg.connect(address, autocommit=True) as owner:
        roles.ensure_role(owner, role, "invented for tests")
    grants.apply(role, address)
    with psycopg.connect(dsn.changed(address, user=role, password="invented for tests")) as client:
        yield client
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(role)))


@committing
def test_the_runtime_role_may_only_add_and_read(runtime: psycopg.Connection[Any]) -> None:
    for table in ("ledger_journal", "ledger_journalline", "ledger_account", "inventory_stockmove"):
        runtime.execute(f"SELECT count(*) FROM {table}")
        for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                runtime.execute(statement.format(table))
            runtime.rollback()


@committing
def test_the_runtime_role_cannot_switch_triggers_off(runtime: psycopg.Connection[Any]) -> None:
    for statement in ("SET session_replication_role = replica", "ALTER TABLE ledger_journalline DISABLE TRIGGER ALL"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            runtime.execute(statement)
        runtime.rollback()
