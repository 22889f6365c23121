"""FI-08 for every periodic job: its process dies at the start, in the middle, at the end; the next run does the rest."""

from __future__ import annotations

import inspect
import logging
import time
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from tests.faults.crash import Crash, digest, dying_after
from tests.faults.test_corruptions import drifts
from tests.faults.town import Town

pytestmark = [pytest.mark.slow, pytest.mark.long]
# Runs in the worker's own loop; its rescue of dead workers is proven in the tests of the outbox.
ASYNCHRONOUS = {"outbox.rescue_stalled"}
# What every run may leave: when it looked, what it sealed.
BOOKKEEPING = {"audit_auditseal", "audit_auditsealitem", "audit_auditentry"}


def periodic() -> dict[str, Any]:
    """The jobs that run by the clock."""
    app.perform_import_paths()
    return {
        task.task.name: task.task.func
        for task in app.periodic_registry.periodic_tasks.values()
        if task.task.name not in ASYNCHRONOUS and not inspect.iscoroutinefunction(task.task.func)
    }


def run_and_die(job: Any, statements: int) -> int:
    """Run it until it has executed so many statements (0: to its end); how many there were."""
    with dying_after(statements) as executed:
        try:
            job(int(time.time()))
        except Crash:
            connection.close()
    return len(executed)


@pytest.mark.spec("FI-08")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # cursors of the dead process
def test_a_job_that_dies_anywhere_is_done_by_its_next_run(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    jobs = periodic()
    assert len(jobs) >= 6
    for name, job in jobs.items():
        for point in (1, 3, 7, 15):
            run_and_die(job, point)
        whole = run_and_die(job, 0)
        for point in {max(whole // 2, 1), whole}:
            run_and_die(job, point)
        run_and_die(job, 0)
        done = digest()
        run_and_die(job, 0)
        changed = {table for table, content in digest().items() if done[table] != content}
        assert changed <= BOOKKEEPING, f"{name} run once more did something again: {changed}"
    assert drifts() == []
