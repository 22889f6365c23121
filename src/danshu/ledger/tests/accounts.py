"""Accounts and postings for tests."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import connection, transaction

from danshu.kit.actor import Actor
from danshu.kit.context import Context, active
from danshu.kit.refs import SourceRef
from danshu.kit.verification import CHECKS
from danshu.ledger.accounts import AccountKey, account_kind
from danshu.ledger.posting import PostingLine, post

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
TODAY = date(2026, 9, 18)

OUTSIDE = account_kind("tests.outside", "外部", "Outside", may_be_negative=True)
WALLET = account_kind("tests.wallet", "钱包", "Wallet", may_be_negative=False)


@contextlib.contextmanager
def inside_operation() -> Iterator[None]:
    """A transaction as an operation opens it; deferred triggers are asked before it ends."""
    with transaction.atomic(), active(Context("tests.operation", Actor.system(), NOON)):
        yield
        connection.check_constraints()


def wallet(number: int, currency: str = "CNY") -> AccountKey:
    """The wallet of a customer."""
    return AccountKey(WALLET, f"tests.customer:{number}", currency)


def outside(currency: str = "CNY") -> AccountKey:
    """Where money comes from and goes to."""
    return AccountKey(OUTSIDE, "company:1", currency)


def move(
    number: int, amount: str | Decimal, to: AccountKey, *, origin: AccountKey | None = None, kind: str = "paid"
) -> int | None:
    """Post one fact: an amount from somewhere (outside) to an account."""
    value = Decimal(amount)
    lines = [PostingLine(origin or outside(to.currency), -value), PostingLine(to, value)]
    return post(source=SourceRef("tests.receipt", number), kind=kind, on=TODAY, at=NOON, lines=lines, memo="测试")


def drifts() -> list[str]:
    """What `danshu verify` would say about the ledger."""
    return [text for code, check in sorted(CHECKS.items()) if code.startswith("ledger.") for text in check.function()]
