"""An export of many rows as the worker makes it: `python -m bench.exporting ROWS`, prints JSON.

The columns of the screen, then all there are. Each export runs in a process of its own, whose largest memory is noted;
a thread beside it asks for the progress as the page does.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
import time
from typing import Any

from bench.django_setup import ready

KINDS = {"customers": ("parties.customers", "created_from"), "orders": ("sales.orders", "ordered_from")}
ASKED_EVERY = 0.2  # seconds


def measure(rows: int) -> dict[str, Any]:
    """List -> seconds, processor time, megabytes, rows and the steps of the progress, each in a process of its own."""
    found = {}
    for name in (*KINDS, "customers, all columns", "orders, all columns"):
        done = subprocess.run(
            [sys.executable, "-m", "bench.exporting", str(rows), name], check=True, text=True, stdout=subprocess.PIPE
        )
        found[name] = json.loads(done.stdout.splitlines()[-1])
    return found


def export(name: str, rows: int) -> dict[str, Any]:
    """Make one export of the newest days that hold so many rows."""
    from bench.questions import actor_named
    from danshu.exchange.engine.exports import make_export
    from danshu.exchange.exporting import export_named
    from danshu.exchange.models import ExportJob
    from danshu.exchange.operations.request_export import request_export
    from danshu.kit.clock import now

    list_name, parameter = KINDS[name.partition(",")[0]]
    actor = actor_named("chief")
    kind = export_named(list_name)
    shown = [column.key for column in kind.columns(actor) if not column.hidden]
    before = peak_megabytes()
    asked = request_export(
        kind=list_name, file_format="xlsx", params={parameter: first_day(list_name, rows)},
        columns=[] if name.endswith("all columns") else shown, in_background=False, actor=actor, at=now(),
    )  # fmt: skip
    seen = Watched(asked.pk, asked.rows_expected)
    begun, busy = time.perf_counter(), time.process_time()
    with seen:
        make_export(asked.pk, actor)
    job = ExportJob.objects.get(pk=asked.pk)
    if job.status != "done" or job.file is None:
        raise RuntimeError(f"the export failed: {job.failure}")
    return {
        "rows": job.rows, "columns": len(job.columns), "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - busy, "megabytes": peak_megabytes(), "megabytes before": before,
        "file megabytes": job.file.size / 1e6, "progress": seen.percents,
    }  # fmt: skip


def first_day(list_name: str, rows: int) -> str:
    """The latest day since which the list has so many records; "" when it never had."""
    from danshu.parties.models import Customer
    from danshu.sales.models import Order

    if list_name == "sales.orders":
        days = Order.objects.order_by("-order_date").values_list("order_date", flat=True)[rows : rows + 1]
        return str(days[0]) if days else ""
    moments = Customer.objects.filter(is_valid=True).order_by("-created_at")
    found = moments.values_list("created_at", flat=True)[rows : rows + 1]
    return found[0].date().isoformat() if found else ""


class Watched:
    """Asks for the progress over a connection of its own, and keeps each percentage that is new."""

    def __init__(self, export_id: int, expected: int) -> None:
        self.export_id, self.expected = export_id, expected
        self.percents: list[int] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        import psycopg

        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            while not self._ended.wait(ASKED_EVERY):
                row = connection.execute(
                    "SELECT rows FROM exchange_exportjob WHERE id = %s", [self.export_id]
                ).fetchone()
                percent = min(100, row[0] * 100 // self.expected) if row and self.expected else 0
                if percent and percent not in self.percents:
                    self.percents.append(percent)


def peak_megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) > 2:
        ready()
        print(json.dumps(export(sys.argv[2], int(sys.argv[1]))))
    else:
        print(json.dumps(measure(int(sys.argv[1]))))
