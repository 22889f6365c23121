"""FI-13: an import killed at random moments, resumed, undone: each row once, the undo equals what was before."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from danshu.exchange.engine import running
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.start_run import start_run
from danshu.exchange.operations.start_undo import start_undo
from danshu.exchange.tests import files, toys
from danshu.exchange.tests.toys import NOON
from danshu.kit.actor import Actor

SOURCE = Path(__file__).resolve().parents[3]
LONGEST = 1.0  # seconds of work before a kill
JOBS = {"check": running.check, "run": running.run, "undo": running.undo}


def until_done(act: str, batch: ImportBatch, status: BatchStatus, *, kills: int, seed: int, settings: Any) -> None:
    """Run the job in processes that are killed at random moments, then once more to its end."""
    chance = random.Random(seed)
    env = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(SOURCE), os.environ.get("PYTHONPATH", "")]),
        "DANSHU_HOME": str(Path(settings.MEDIA_ROOT).parent),
    }
    for _ in range(kills):
        process = subprocess.Popen(
            [sys.executable, "-m", "danshu.exchange.tests.victim", act, str(batch.pk)], env=env, cwd="/"
        )
        wait_for_work(batch, process)
        time.sleep(chance.uniform(0, LONGEST))
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
    batch.refresh_from_db()
    if batch.status != status:
        JOBS[act](batch.pk, toys.importer())
        batch.refresh_from_db()
    assert batch.status == status, batch.failure


def wait_for_work(batch: ImportBatch, process: subprocess.Popen[bytes]) -> None:
    """Until the process has a transaction in this database, so that the kill hits work and not the start."""
    with connection.cursor() as cursor:
        for _ in range(400):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL "
                "AND pid <> pg_backend_pid() AND application_name LIKE 'danshu%%'"
            )
            if cursor.fetchone()[0] or process.poll() is not None:
                return
            time.sleep(0.02)


def content() -> list[tuple[Any, ...]]:
    """All that the toy tables hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.number, o.customer, o.total, l.item, l.quantity, l.amount FROM toy_order o "
            "JOIN toy_line l ON l.order_id = o.id ORDER BY 1, 2, 4, 5"
        )
        return list(cursor.fetchall())


def exercise(tmp_path: Path, clerk: Actor, rows: int, kills: int, seed: int, settings: Any) -> None:
    """Import `rows` rows of which some change existing orders, kill, undo, kill."""
    settings.MEDIA_ROOT = tmp_path / "files"
    toys.install()
    old = [f"S-{n},旧客户,茶叶,1,5\n" for n in range(rows // 20)]
    run(files.text(tmp_path / "old.csv", "订单 ID,客户,商品,数量,销售额\n" + "".join(old)), clerk, seed, settings)
    before = content()
    lines = [f"S-{n // 3},{'旧客户' if n % 7 else '新客户'},商品{n},1,2.5\n" for n in range(rows)]
    path = files.text(tmp_path / "new.csv", "订单 ID,客户,商品,数量,销售额\n" + "".join(lines))
    batch = run(path, clerk, seed, settings, kills=kills, policy="update")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT (number, customer)) FROM toy_order")
        orders, different = cursor.fetchone()
    expected = {(n // 3, n % 7 == 0) for n in range(rows)}
    assert orders == different == len(expected | {(n, False) for n in range(rows // 20)})
    assert sum(batch.counts["run"]["rows"].values()) == rows
    assert batch.counts["run"]["groups"]["created"] + batch.counts["run"]["groups"]["updated"] == len(expected)
    start_undo(batch_id=batch.pk, in_background=False, actor=clerk, at=NOON)
    until_done("undo", batch, BatchStatus.UNDONE, kills=kills, seed=seed + 2, settings=settings)
    assert batch.counts["undo"]["kept"] == 0
    assert content() == before


def run(path: Path, clerk: Actor, seed: int, settings: Any, *, kills: int = 0, policy: str = "skip") -> ImportBatch:
    """Upload, try and import a file, killing the dry run once and the run `kills` times."""
    batch = toys.upload(path, clerk, policy=policy)
    toys.start_check(batch, clerk, order_key="both")
    until_done("check", batch, BatchStatus.CHECKED, kills=min(kills, 1), seed=seed, settings=settings)
    start_run(batch_id=batch.pk, in_background=False, actor=clerk, at=NOON)
    until_done("run", batch, BatchStatus.DONE, kills=kills, seed=seed + 1, settings=settings)
    return batch


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("SYS-009")
def test_a_killed_import_is_resumed_with_each_row_once_and_undone(
    tmp_path: Path, clerk: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = random.randrange(10**6)
    print("seed", seed)
    exercise(tmp_path, clerk, 4_000, 2, seed, settings)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("SYS-009")
def test_50_000_rows_killed_twenty_times(tmp_path: Path, clerk: Actor, settings: Any) -> None:
    seed = random.randrange(10**6)
    print("seed", seed)
    exercise(tmp_path, clerk, 50_000, 20, seed, settings)
