"""Random postings and reversals against a model; after each step everything adds up (INV-M1 to INV-M4)."""

from __future__ import annotations

import os
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from danshu.kit.actor import Actor
from danshu.kit.context import Context, active
from danshu.kit.money import Money
from danshu.kit.refs import SourceRef
from danshu.ledger.accounts import AccountKey
from danshu.ledger.posting import NothingToReverse, Posting, PostingLine, post_all, reverse
from danshu.ledger.queries import balances
from danshu.ledger.tests.accounts import NOON, TODAY, drifts, outside, wallet

LONG = os.environ.get("DANSHU_FAULTS") == "long"
AMOUNTS = st.decimals(min_value=-40, max_value=60, places=2).filter(bool)
NUMBERS = st.integers(1, 12)
KINDS = st.sampled_from(["paid", "fee"])
CURRENCIES = st.sampled_from(["CNY", "USD"])


class LedgerMachine(RuleBasedStateMachine):
    """What the ledger should hold, kept in dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = transaction.atomic()
        self.sandbox.__enter__()
        self.expected: defaultdict[AccountKey, Decimal] = defaultdict(Decimal)
        self.posted: dict[tuple[int, str], list[PostingLine]] = {}
        self.reversed: set[tuple[int, str]] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.sandbox.__exit__(None, None, None)

    def _try(self, batch: list[tuple[int, str, list[PostingLine]]]) -> None:
        """Post a batch; all of it counts or nothing."""
        fresh: dict[tuple[int, str], list[PostingLine]] = {}
        for number, kind, lines in batch:
            if (number, kind) not in self.posted and any(line.amount for line in lines):
                fresh.setdefault((number, kind), lines)
        postings = [Posting(SourceRef("tests.fact", n), kind, TODAY, lines) for n, kind, lines in batch]
        try:
            with transaction.atomic(), active(Context("tests.operation", Actor.system(), NOON)):
                ids = post_all(postings, at=NOON)
                connection.check_constraints()
        except IntegrityError as error:
            refused = str(error)
            assert self._falls_below_zero(fresh), refused
        else:
            assert len([pk for pk in ids if pk is not None]) == len(fresh)
            self.posted |= fresh
            self._add(line for lines in fresh.values() for line in lines)

    def _falls_below_zero(self, fresh: dict[tuple[int, str], list[PostingLine]]) -> bool:
        """True when a wallet is below zero after one of the facts, taken in the order they were given."""
        trial = self.expected.copy()
        for lines in fresh.values():
            for line in lines:
                trial[line.account] += line.amount
            if any(amount < 0 for key, amount in trial.items() if key.kind == "tests.wallet"):
                return True
        return False

    def _add(self, lines: object) -> None:
        for line in lines:  # type: ignore[attr-defined]
            self.expected[line.account] += line.amount

    @rule(number=NUMBERS, kind=KINDS, who=st.integers(1, 3), amount=AMOUNTS, currency=CURRENCIES)
    def post_two_lines(self, number: int, kind: str, who: int, amount: Decimal, currency: str) -> None:
        lines = [PostingLine(wallet(who, currency), amount), PostingLine(outside(currency), -amount)]
        self._try([(number, kind, lines)])

    @rule(number=NUMBERS, amount=st.decimals(min_value="0.01", max_value=90, places=2), parts=st.integers(2, 4))
    def share_out(self, number: int, amount: Decimal, parts: int) -> None:
        shares = Money(amount).split([Decimal(1)] * parts)
        lines = [PostingLine(wallet(n), share.amount) for n, share in enumerate(shares, 1)]
        self._try([(number, "shared", [*lines, PostingLine(outside(), -amount)])])

    @rule(facts=st.lists(st.tuples(NUMBERS, KINDS, st.integers(1, 3), AMOUNTS), min_size=1, max_size=5))
    def post_many(self, facts: list[tuple[int, str, int, Decimal]]) -> None:
        batch = [
            (number, kind, [PostingLine(wallet(who), amount), PostingLine(outside(), -amount)])
            for number, kind, who, amount in facts
        ]
        self._try(batch)

    @rule(number=NUMBERS, kind=st.sampled_from(["paid", "fee", "shared"]))
    def take_back(self, number: int, kind: str) -> None:
        lines = [PostingLine(line.account, -line.amount) for line in self.posted.get((number, kind), [])]
        try:
            with transaction.atomic(), active(Context("tests.operation", Actor.system(), NOON)):
                pk = reverse(source=SourceRef("tests.fact", number), kind=kind, on=TODAY, at=NOON, reason="x")
                connection.check_constraints()
        except NothingToReverse:
            assert (number, kind) not in self.posted
        except IntegrityError:
            assert self._falls_below_zero({(number, kind): lines})
        else:
            assert (pk is None) == ((number, kind) in self.reversed)
            if pk is not None:
                self.reversed.add((number, kind))
                self._add(lines)

    @invariant()
    def balances_are_as_expected(self) -> None:
        assert balances(self.expected) == dict(self.expected)

    @invariant()
    def verify_finds_nothing(self) -> None:
        assert drifts() == []


@pytest.mark.django_db
def test_two_hundred_random_steps_leave_a_ledger_that_adds_up() -> None:
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=100 if LONG else 4,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
