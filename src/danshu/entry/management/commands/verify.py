"""`danshu verify`: add up again every derived number and name each drift."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, connection, transaction

from danshu.kit.verification import CHECKS, Check

MAX_SHOWN = 1000


@dataclass(slots=True)
class Outcome:
    """What one check found; `failure` when it could not run."""

    invariant: str
    code: str
    drifts: list[str] = field(default_factory=list)
    more: int = 0
    seconds: float = 0.0
    failure: str = ""

    @property
    def clean(self) -> bool:
        """Nothing found, and really looked."""
        return not self.drifts and not self.failure


class Command(BaseCommand):
    """Run all checks in one snapshot. Exit code 0: nothing found; 1: drifts, each named; 2: a check could not run."""

    help = "Add up again every derived number; exit code 1 names each drift."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--json for programs, --only for some checks, --seal for a seal kept elsewhere."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--only", nargs="*", default=[], metavar="CODE", help="codes or IDs, e.g. INV-M1")
        parser.add_argument("--list", action="store_true", help="name the checks and stop")
        parser.add_argument("--seal", metavar="NUMBER:DIGEST", help="a seal of the audit trail from a log or backup")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, print, set the exit code."""
        chosen = [c for c in CHECKS.values() if not options["only"] or {c.code, c.invariant} & set(options["only"])]
        if options["list"]:
            for check in chosen:
                self.stdout.write(f"{check.invariant:8} {check.code}")
            return
        outcomes = list(run(chosen))
        if options["seal"]:
            outcomes.append(_compare_seal(options["seal"]))
        self._print(outcomes, as_json=options["json"])
        if any(outcome.failure for outcome in outcomes):
            sys.exit(2)
        if not all(outcome.clean for outcome in outcomes):
            sys.exit(1)

    def _print(self, outcomes: list[Outcome], *, as_json: bool) -> None:
        clean = all(outcome.clean for outcome in outcomes)
        if as_json:
            body = {"ok": clean, "checks": [asdict(outcome) for outcome in outcomes]}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
            return
        for outcome in outcomes:
            for text in outcome.drifts:
                self.stdout.write(f"{outcome.invariant} {outcome.code}: {text}")
            if outcome.more:
                self.stdout.write(f"{outcome.invariant} {outcome.code}: and {outcome.more} more")
            if outcome.failure:
                self.stdout.write(f"{outcome.invariant} {outcome.code}: NOT CHECKED: {outcome.failure}")
        found = sum(len(outcome.drifts) + outcome.more for outcome in outcomes)
        seconds = sum(outcome.seconds for outcome in outcomes)
        self.stdout.write(f"{len(outcomes)} checks, {found} drifts, {seconds:.1f} s")


def run(checks: list[Check]) -> Iterator[Outcome]:
    """Run checks in one read-only snapshot, so that numbers that move meanwhile raise no false alarm."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            if not _nested():
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for check in checks:
            yield _run(check)


def _run(check: Check) -> Outcome:
    outcome, begun = Outcome(check.invariant, check.code), time.monotonic()
    try:
        with transaction.atomic():
            for text in check.function():
                if len(outcome.drifts) < MAX_SHOWN:
                    outcome.drifts.append(text)
                else:
                    outcome.more += 1
    except Error as error:  # the others still run; the exit code tells
        outcome.failure = str(error).strip().splitlines()[0]
    outcome.seconds = round(time.monotonic() - begun, 3)
    return outcome


def _nested() -> bool:
    """Inside a test's transaction the isolation can no longer be chosen."""
    return len(connection.savepoint_ids) > 0


def _compare_seal(text: str) -> Outcome:
    """The chain must still contain a seal that left the host earlier: so a cut tail shows."""
    outcome = Outcome("INV-U2", "audit.seal")
    number, _, digest = text.partition(":")
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM audit_auditseal WHERE id = %s", [int(number) if number.isdecimal() else 0])
        row = cursor.fetchone()
    if row is None or row[0] != digest:
        outcome.drifts.append(f"audit seal {number} is not the one that was given: the trail was cut or rewritten")
    return outcome
