"""The one way money is written: a journal and its lines, in one statement, once per (source, kind).

    post(source=SourceRef("billing.receipt", 7), kind="received", on=day, at=at, memo="招行 0918", lines=[
        PostingLine(AccountKey(BANK, "company:1"), Decimal("100.00")),
        PostingLine(AccountKey(DEPOSIT, "parties.customer:17"), Decimal("-100.00")),
    ])

An amount is what comes onto the account (+) or leaves it (-); all lines of a currency add up to zero. The statement
locks the balances in the order of their keys (CC-2), the database adds the lines to them and checks the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from danshu.kit.arrays import array
from danshu.kit.constraints import explain
from danshu.kit.context import Context, current_context
from danshu.kit.errors import DomainError
from danshu.kit.money import minor_unit
from danshu.kit.refs import SourceRef
from danshu.kit.sql import Step
from danshu.ledger.accounts import AccountKey, kind_of
from danshu.ledger.statements import MAKE_ACCOUNTS, MISSING, ORIGINAL, POST, POST_PARTS

POSTINGS = "ledger.postings"
MAX_LINES = 1_000  # of one journal: the check at commit looks at all of them once per line


class BalanceShort(DomainError):
    """A balance would fall below zero (INV-M4)."""

    code = "balance_short"
    message = _("账户余额不足，这笔金额没有记账")
    way_out = _("核对可用余额，减少金额或先充值后再试")


class NothingToReverse(DomainError):
    """A reversal without its original."""

    code = "nothing_to_reverse"
    message = _("没有找到要冲销的记账：%(source)s %(kind)s")
    way_out = _("核对单据；尚未记账的单据不需要冲销")


explain("balance_not_negative", BalanceShort)


@dataclass(frozen=True, slots=True)
class PostingLine:
    """An amount onto (+) or off (-) an account."""

    account: AccountKey
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Posting:
    """One journal to be written; see `post`."""

    source: SourceRef
    kind: str
    on: date
    lines: Sequence[PostingLine]
    memo: str = ""
    reverses_id: int | None = None


def post(
    *, source: SourceRef, kind: str, on: date, at: datetime, lines: Sequence[PostingLine], memo: str = ""
) -> int | None:
    """Post one fact; returns the journal's id, or None when this (source, kind) stands posted already (INV-M3).

    on: the business date; at: when it happened. Lines of zero are left out; when none remains nothing is posted and
    None comes back. One statement, two more the first time an account is used. Runs inside the caller's transaction.
    Raises ValueError for what a caller may not do (unbalanced, finer than the currency, an undeclared kind, outside
    of a transaction); BalanceShort when an account would fall below zero (raised by the operation around it).
    """
    return post_all([Posting(source, kind, on, lines, memo)], at=at)[0]


def post_all(postings: Sequence[Posting], *, at: datetime) -> list[int | None]:
    """Post many facts with as many statements as one: for imports and settlements; see `post`.

    Returns one id (or None) per posting, in their order.
    """
    if not connection.in_atomic_block:
        raise ValueError("money is posted inside a transaction")
    kept = _kept(postings)
    if not kept:
        return [None] * len(postings)
    parameters = _parameters(postings, kept, at)
    found = _run(POST, parameters)
    if found["missing"]:
        _make_accounts({line.account for lines in kept.values() for line in lines})
        found = _run(POST, parameters)
    ids = dict(zip(found["places"], found["ids"], strict=True))
    return [ids.get(place) for place in range(len(postings))]


def post_at_the_end(*, source: SourceRef, kind: str, on: date, lines: Sequence[PostingLine], memo: str = "") -> None:
    """Like `post`, but written with the operation's trail: no statement of its own.

    For facts whose journal and balances nobody reads in the same operation. A dry run, which writes no trail, leaves
    it out; so it is not for postings that may be refused.
    """
    current_context().memo.setdefault(POSTINGS, []).append(Posting(source, kind, on, lines, memo))


class PostingsAtTheEnd:
    """The sink of `post_at_the_end`."""

    def step(self, context: Context) -> Step | None:
        """All postings that were left for the end; accounts that are missing are made, and then it is posted again."""
        postings: list[Posting] = context.memo.get(POSTINGS, [])
        kept = _kept(postings)
        if not kept:
            return None

        def hear(missing: int) -> None:
            if missing:
                post_all(postings, at=context.at)

        return Step(POST_PARTS, _parameters(postings, kept, context.at), MISSING, hear)


def _kept(postings: Sequence[Posting]) -> dict[int, list[PostingLine]]:
    """The lines that count, by the place of their posting."""
    first: dict[tuple[SourceRef, str], int] = {}  # a fact that stands twice in one call is posted once, too
    kept: dict[int, list[PostingLine]] = {}
    for place, posting in enumerate(postings):
        lines = _checked(posting)
        if lines and first.setdefault((posting.source, posting.kind), place) == place:
            kept[place] = lines
    return kept


def reverse(*, source: SourceRef, kind: str, on: date, at: datetime, reason: str) -> int | None:
    """Take back what was posted for (source, kind): the same lines with the other sign (INV-M2).

    Returns the id of the reversing journal, None when it was reversed already. The (source, kind) stays used: to post
    the fact again, use the document that says so as the source. Two statements.
    Raises NothingToReverse when nothing was posted, BalanceShort when the money is no longer there.
    """
    with connection.cursor() as cursor:
        cursor.execute(ORIGINAL, {"source_kind": source.kind, "source_id": source.pk, "kind": kind})
        rows = cursor.fetchall()
    if not rows:
        raise NothingToReverse(source=str(source), kind=kind)
    lines = [PostingLine(AccountKey(code, owner, currency), -amount) for _pk, code, owner, currency, amount in rows]
    posting = Posting(source, f"{kind}:reversed", on, lines, reason[:200], reverses_id=rows[0][0])
    return post_all([posting], at=at)[0]


def _checked(posting: Posting) -> list[PostingLine]:
    """The lines that count. Refuses what only a mistake in the code can ask for."""
    lines = [line for line in posting.lines if line.amount]
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        kind_of(line.account.kind)
        totals[line.account.currency] += line.amount
        if line.amount % minor_unit(line.account.currency):
            raise ValueError(f"{line.amount} is finer than {line.account.currency} allows")
    if any(totals.values()):
        raise ValueError(f"unbalanced: {dict(totals)} for {posting.source} {posting.kind}")
    if len(lines) == 1 or len(lines) > MAX_LINES:
        raise ValueError(f"{len(lines)} lines in one journal: 2 to 1,000")
    return lines


def _parameters(postings: Sequence[Posting], kept: dict[int, list[PostingLine]], at: datetime) -> dict[str, Any]:
    chosen = [(place, postings[place]) for place in kept]
    flat = [(place, line) for place, lines in kept.items() for line in lines]
    return {
        "at": at,
        "places": array(place for place, _ in chosen),
        "source_kinds": array(p.source.kind for _, p in chosen),
        "source_ids": array(p.source.pk for _, p in chosen),
        "kinds": array(p.kind for _, p in chosen),
        "dates": array(p.on for _, p in chosen),
        "memos": array(p.memo for _, p in chosen),
        "reverses": array(p.reverses_id for _, p in chosen),
        "counts": array(len(kept[place]) for place, _ in chosen),
        "line_places": array(place for place, _ in flat),
        "account_kinds": array(line.account.kind for _, line in flat),
        "owners": array(line.account.owner for _, line in flat),
        "currencies": array(line.account.currency for _, line in flat),
        "amounts": array(line.amount for _, line in flat),
    }


def _run(text: str, parameters: dict[str, Any]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        missing, places, ids = cursor.fetchone()
    return {"missing": missing, "places": places, "ids": ids}


def _make_accounts(keys: Iterable[AccountKey]) -> None:
    """Make the accounts that are not there, each with its balance row, in the order of their keys."""
    ordered = sorted(keys)
    with connection.cursor() as cursor:
        cursor.execute(
            MAKE_ACCOUNTS,
            {
                "kinds": array(key.kind for key in ordered),
                "owners": array(key.owner for key in ordered),
                "currencies": array(key.currency for key in ordered),
                "may_be_negative": array(kind_of(key.kind).may_be_negative for key in ordered),
            },
        )
