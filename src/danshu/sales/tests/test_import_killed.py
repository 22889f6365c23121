"""FI-13 with real orders: killed at random moments, resumed, undone, killed again: nothing twice, nothing left."""

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
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.start_run import start_run
from danshu.exchange.operations.start_undo import start_undo
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.verification import CHECKS
from danshu.sales.imports import OrderImport
from danshu.sales.models import Order, OrderLine
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.tests.import_files import sheet, take_in
from danshu.sales.tests.world import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("SYS-009", "CC-13")]
SOURCE = Path(__file__).resolve().parents[3]
SYSTEM = Actor.system()
LONGEST = 1.0  # seconds of work before a kill
STATE = """
SELECT (SELECT json_agg(o ORDER BY o.id) FROM sales_order o)::text,
    (SELECT json_agg(l ORDER BY l.id) FROM sales_orderline l)::text,
    (SELECT json_agg(c ORDER BY c.id) FROM parties_customer c WHERE deleted_at IS NULL)::text,
    (SELECT json_agg(i ORDER BY i.id) FROM catalog_item i)::text,
    (SELECT json_agg(c ORDER BY c.id) FROM catalog_category c)::text
"""


def state() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return tuple(cursor.fetchone())


def until_done(act: str, batch: ImportBatch, wanted: str, chance: random.Random, kills: int, home: Path) -> None:
    """Run the job in processes that are killed while they work, then once more to its end."""
    paths = os.pathsep.join([str(SOURCE), os.environ.get("PYTHONPATH", "")])
    env = os.environ | {"PYTHONPATH": paths, "DANSHU_HOME": str(home)}
    for _ in range(kills):
        command = [sys.executable, "-m", "danshu.sales.tests.import_victim", act, str(batch.pk)]
        process = subprocess.Popen(command, env=env, cwd="/")
        wait_for_work(process)
        time.sleep(chance.uniform(0, LONGEST))
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
    {"run": running.run, "undo": running.undo}[act](batch.pk, SYSTEM)
    batch.refresh_from_db()
    assert batch.status == wanted, batch.failure


def wait_for_work(process: subprocess.Popen[bytes]) -> None:
    """Until the process has a transaction open, so that the kill hits work and not the start."""
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL "
                "AND pid <> pg_backend_pid() AND application_name LIKE 'danshu%%'"
            )
            if cursor.fetchone()[0] or process.poll() is not None:
                return
            time.sleep(0.02)


def test_a_killed_import_of_orders_is_resumed_and_taken_back_completely(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    home = tmp_path / "home"
    settings.MEDIA_ROOT = home / "files"
    monkeypatch.setattr(OrderImport, "chunk_groups", 60)
    take_in(sheet(tmp_path, ["OLD-1,2024-01-02,C1,客户1,P1,商品1,1,0,5,"], name="before.csv"))
    before = state()
    rows = [
        f"N-{n // 3},2024-03-05,C{n // 3 % 40},客户{n // 3 % 40},P{n % 90},商品{n % 90},1,0,2.5," for n in range(1500)
    ]
    batch = take_in(sheet(tmp_path, rows), dry_run=True)
    start_run(batch_id=batch.pk, in_background=False, actor=SYSTEM, at=NOON)
    until_done("run", batch, "done", chance, 3, home)

    assert (Order.objects.count(), OrderLine.objects.count()) == (501, 1501)
    assert batch.counts["run"]["rows"] == {"created": 1500}
    assert Order.objects.values("number").distinct().count() == 501
    assert [text for check in CHECKS.values() for text in check.function()] == []

    touched = Order.objects.get(external_number="N-7")
    note = add_order_note(order_id=touched.pk, content="客户来电", actor=SYSTEM, at=NOON)
    figures = running.try_undo(batch.pk, SYSTEM, now())
    assert [
        (item["kind"], item["label"].split(" · ")[1]) for item in figures.examples if item["kind"] == "sales.order"
    ] == [("sales.order", "N-7")]
    note.delete()
    start_undo(batch_id=batch.pk, in_background=False, actor=SYSTEM, at=now())
    until_done("undo", batch, "undone", chance, 2, home)
    assert batch.counts["undo"]["kept"] == 0
    assert state() == before
