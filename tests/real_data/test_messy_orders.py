"""Every messy or hostile file through the whole import: records that are right, or a reason with a remedy; never a
crash, never half an import, never much memory."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from danshu.exchange.engine import running
from danshu.exchange.engine.receiving import receive
from danshu.exchange.errors import FileRefused
from danshu.exchange.importing import KINDS
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.map_columns import ColumnMapping, map_columns
from danshu.exchange.operations.request_check import request_check
from danshu.exchange.operations.start_run import start_run
from danshu.exchange.queries import problem_rows
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.verification import CHECKS
from danshu.parties.queries import customers
from danshu.sales.models import Order, OrderLine
from tests.real_data.conftest import DATA

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-009", "COM-019")]
SYSTEM = Actor.system()
# of one processor: how long a busy machine makes somebody wait says nothing about the program
CPU_SECONDS, MEMORY_KB = 120, 512 * 1024
BLOCK = 1 << 16
LARGE = 1 << 20  # takes minutes; the volume is proven on every run by the retail workbook (test_orders)
# what each kind needs at least, and what stands for it where a file has no such column
NEEDED = {"orders": ("number", "customer_name", "product_code"), "customers": ("name",)}
GIVEN = {"orders": {"quantity": "1", "amount": "1"}, "customers": {}}


def _files() -> Iterator[Any]:
    for folder in ("messy-spreadsheets", "hostile-input/workbooks"):
        for path in sorted((DATA / folder).rglob("*")):
            if path.is_file() and path.suffix != ".md":
                marks = [pytest.mark.long] if path.stat().st_size > LARGE else []
                yield pytest.param(path, id=path.name[:60], marks=marks)


def decided(batch: ImportBatch) -> ColumnMapping:
    """The proposed mapping, completed as somebody would who insists on importing this file."""
    columns: dict[str, int] = dict(batch.mapping["columns"])
    width = next(sheet["columns"] for sheet in batch.sheets if sheet["index"] == batch.sheet)
    free = [column for column in range(width) if column not in columns.values()]
    constants = dict(batch.mapping["constants"])
    for name in NEEDED[batch.kind]:
        if name in columns or name in constants:
            continue
        if free:
            columns[name] = free.pop(0)
        else:
            constants[name] = "X-1"
    constants |= {name: text for name, text in GIVEN[batch.kind].items() if name not in columns}
    return ColumnMapping(sheet=batch.sheet, heading_row=batch.heading_row, columns=columns, constants=constants,
                         policy=str(KINDS[batch.kind].policies[0]))  # fmt: skip


def go_through(batch: ImportBatch) -> ImportBatch:
    """Map, check, answer as recommended, and import."""
    map_columns(batch_id=batch.pk, mapping=decided(batch), actor=SYSTEM, at=now())
    answers: dict[str, str] = {}
    for _round in range(3):
        request_check(batch_id=batch.pk, answers=answers, in_background=False, actor=SYSTEM, at=now())
        running.check(batch.pk, SYSTEM)
        batch.refresh_from_db()
        if batch.status != "asking":
            break
        for question in batch.questions:
            given: list[dict[str, Any]] = question["answers"]
            answers[question["code"]] = next((a for a in given if a["recommended"]), given[0])["value"]
    if batch.status == "checked" and batch.counts["states"].get("ready"):
        start_run(batch_id=batch.pk, in_background=False, actor=SYSTEM, at=now())
        running.run(batch.pk, SYSTEM)
        batch.refresh_from_db()
    return batch


def received(kind: str, path: Path) -> tuple[ImportBatch | None, FileRefused | None]:
    """The batch of a file that opens, or why it does not."""
    try:
        with path.open("rb") as stream:
            chunks = iter(lambda: stream.read(BLOCK), b"")
            return receive(kind, chunks, path.name, actor=SYSTEM, at=now()), None
    except FileRefused as refusal:
        return None, refusal


def written(kind: str) -> int:
    """How many records of the kind there are."""
    return Order.objects.count() if kind == "orders" else customers(SYSTEM).count()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["orders", "customers"])
@pytest.mark.parametrize("path", list(_files()))
def test_each_file_is_imported_or_refused_with_a_remedy(path: Path, kind: str, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "home"
    began = time.process_time()
    batch, refusal = received(kind, path)
    if batch is None:
        assert refusal is not None
        assert path.name in refusal.text
        assert refusal.remedy
        assert (ImportBatch.objects.count(), written(kind)) == (0, 0)
        return
    batch = go_through(batch)

    figures = batch.counts.get("run", {}).get("groups", {})
    assert written(kind) == figures.get("created", 0)
    if batch.status != "done":
        assert batch.failure or batch.reasons
    if batch.failure:
        assert path.name in batch.failure
    shown = problem_rows(batch, count=50)[0]
    assert all(problem.row and problem.message for problem in shown)
    assert not [reason for reason in batch.reasons if reason["code"] == "unexpected"]
    if kind == "orders":
        assert not Order.objects.filter(lines=None).exists()
        assert OrderLine.objects.count() == batch.counts.get("run", {}).get("rows", {}).get("created", 0)
    codes = ("sales.totals", "sales.line_amounts", "sales.shipping")
    assert [text for code in codes if code in CHECKS for text in CHECKS[code].function()] == []
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MEMORY_KB
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MEMORY_KB
    assert time.process_time() - began < CPU_SECONDS
