"""FI-02: a crash between any two statements of any operation leaves the state before, or the complete one.

The same client tries again with the same key each time, as after an answer that was lost (FI-03); when it has its
answer, four more tries of the impatient have no effect (FI-04).
"""

from __future__ import annotations

import pytest
from django.db import connection

from danshu.audit.models import AuditEntry
from danshu.dictionaries.models import Value
from danshu.entry.modules import MODULES
from danshu.kit.operation import REGISTRY
from tests.faults import scenarios
from tests.faults.crash import SCENARIOS, Crash, Scenario, digest, dying_after, under_one_key
from tests.faults.scenarios.pending import PENDING, PENDING_MODULES

scenarios.load()
MAX_STATEMENTS = 400
REPEATS = 4
DISCONNECTED = 7  # every so many crashes the connection is really cut: it takes ten times as long


def known() -> list[str]:
    """Scenarios of operations that exist in this assembly."""
    return [key for key, prepared in SCENARIOS.items() if prepared.operation in REGISTRY]


def _operations() -> set[str]:
    modules = set(MODULES) - PENDING_MODULES
    return {code for code in REGISTRY if code.partition(".")[0] in modules}


def test_every_operation_has_a_scenario() -> None:
    missing = _operations() - {prepared.operation for prepared in SCENARIOS.values()} - PENDING
    assert not missing, f"write a scenario in tests/faults/scenarios (see the README there) for: {sorted(missing)}"


def test_the_list_of_pending_operations_only_shrinks() -> None:
    done = PENDING & {prepared.operation for prepared in SCENARIOS.values()}
    assert not done, f"these have a scenario now, take them off scenarios/pending.py: {sorted(done)}"


def test_a_module_whose_operations_have_scenarios_is_not_pending() -> None:
    covered = {prepared.operation for prepared in SCENARIOS.values()}
    open_modules = {code.partition(".")[0] for code in REGISTRY if code not in covered}
    assert set(PENDING_MODULES) <= open_modules, "take these off scenarios/pending.py: they are complete"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # cursors of the dead process
@pytest.mark.parametrize("key", known())
def test_a_crash_after_any_statement_leaves_nothing_or_everything(key: str) -> None:
    prepared = SCENARIOS[key]
    call = prepared.prepare()
    before, newest = digest(), _newest_entry()
    with under_one_key(prepared.operation):
        _crash_and_repeat(key, call, before)
    if not prepared.silent:
        assert _newest_entry() > newest, f"{key} changed something and wrote no audit entry (INV-U1)"


def _crash_and_repeat(key: str, call: Scenario, before: dict[str, str]) -> None:
    for statements in range(1, MAX_STATEMENTS):
        crash = _run(call, statements)
        if crash is None:
            break
        changed = _changed(before, digest())
        if crash.committed and changed:
            break  # cut off after the commit: what came later is done again by its own job
        assert not changed, f"{key}: a crash {crash} left half an operation in {changed}"
    assert 1 < statements < MAX_STATEMENTS - 1, f"{key} executed {statements - 1} statements"
    assert _changed(before, digest()), f"{key} changes nothing: the scenario proves nothing"
    after = digest()
    for _again in range(REPEATS):
        call()
    assert not _changed(after, digest()), f"{key}: the same call under the same key had a second effect"


def _newest_entry() -> int:
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _run(call: Scenario, statements: int) -> Crash | None:
    disconnect = statements % DISCONNECTED == 1
    with dying_after(statements, disconnect=disconnect):
        try:
            call()
        except Crash as crash:
            if disconnect or connection.in_atomic_block:
                connection.close()
            return crash
    return None


def _changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(table for table in before | after if before.get(table) != after.get(table))


@pytest.mark.django_db(transaction=True)
def test_the_harness_notices_an_operation_that_commits_in_the_middle() -> None:
    """The negative control: two commits, a crash between them."""
    call = SCENARIOS["dictionaries.add_value"].prepare()
    before = digest()

    def careless() -> None:
        call()
        Value.objects.filter(name="新值").update(remark="second transaction")

    statements = 1
    while (crash := _run(careless, statements)) and not _changed(before, digest()):
        statements += 1
    assert crash is not None
    assert _changed(before, digest()) == ["audit_auditentry", "dictionaries_value"]
    assert Value.objects.get(name="新值").remark == "second transaction"  # its statement ran alone, after the commit
