"""Exports in the background: the chosen fields, the rows in scope, harmless cells, seven days."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from danshu.exchange import storing
from danshu.exchange.apps import note_export
from danshu.exchange.engine import exports
from danshu.exchange.exporting import EXPORTS, ExportKind, UnknownExport
from danshu.exchange.lifecycle import ExportStatus
from danshu.exchange.models import ExportJob, StoredFile
from danshu.exchange.operations.advance_export import Step, advance_export
from danshu.exchange.operations.expire_files import expire_files
from danshu.exchange.operations.request_export import request_export
from danshu.exchange.permissions import EXPORT
from danshu.exchange.tests import toys
from danshu.exchange.tests.toys import NOON
from danshu.kit.actor import EVERYTHING, Actor, Scope
from danshu.kit.errors import FieldErrors, Forbidden, IllegalTransition
from danshu.ui.lists.columns import Column
from danshu.ui.ports import PORTS

pytestmark = [pytest.mark.usefixtures("toy"), pytest.mark.spec("SYS-010")]
TOY_EXPORT = "exchange.toy.export"


@dataclass
class Record:
    """Something to export."""

    name: str
    amount: Decimal
    day: date
    secret: str = "x"


ROWS = [Record(f"客户{n}", Decimal(n), date(2024, 1, 1)) for n in range(5)]
ROWS += [Record(text, Decimal("-2.50"), date(2024, 1, 2)) for text in ("=1+1", "+1", "-1", "@x", "\tx", "＝1")]


def rows(actor: Actor, params: Any) -> Iterable[Record]:
    """Those that the person may see."""
    return [row for row in ROWS if actor.scope(TOY_EXPORT).everything or row.name == "客户1"]


@pytest.fixture
def asker(monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Somebody who may export toys."""
    columns = [
        Column(key="name", label="名称"),
        Column(key="amount", label="金额", kind="money", head_unit="元"),
        Column(key="day", label="日期", kind="date"),
        Column(key="secret", label="机密", permission="exchange.toy.secret"),
    ]
    kind = ExportKind(
        "toy-export",
        "玩具",
        TOY_EXPORT,
        lambda actor: [c for c in columns if not c.permission or actor.can(c.permission)],
        rows,
        lambda actor, params: len(list(rows(actor, params))),
    )
    monkeypatch.setitem(EXPORTS, kind.code, kind)
    return toys.importer(EXPORT, TOY_EXPORT)


def made(actor: Actor, **options: Any) -> tuple[ExportJob, bytes]:
    """An export asked for and made."""
    job = request_export(
        **({"kind": "toy-export", "file_format": "xlsx", "params": {}} | options),
        in_background=False,
        actor=actor,
        at=NOON,
    )
    exports.make_export(job.pk, actor)
    job.refresh_from_db()
    assert job.status == ExportStatus.DONE, job.failure
    return job, storing.path_of(job.file.digest).read_bytes()


def test_a_workbook_holds_the_chosen_fields_in_order_and_no_formulas(asker: Actor) -> None:
    job, content = made(asker, columns=["amount", "name"])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0] == ["金额（元）", "名称"]
    assert values[1] == [0, "客户0"]
    assert [row[1] for row in values[6:]] == ["=1+1", "+1", "-1", "@x", "\tx", "＝1"]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert (job.rows, job.rows_expected, job.file.label) == (11, 11, "玩具-20260302.xlsx")


def test_a_csv_file_guards_its_texts(asker: Actor) -> None:
    _, content = made(asker, file_format="csv")
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines[0] == ["名称", "金额（元）", "日期"]
    assert [line[0] for line in lines[6:]] == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "'＝1"]
    assert lines[6][1] == "-2.50"


def test_an_export_holds_only_rows_in_scope_and_permitted_columns(asker: Actor) -> None:
    narrow = Actor(user_id=None, name="x", grants={EXPORT: EVERYTHING, TOY_EXPORT: Scope(unit_ids=frozenset({1}))})
    job, content = made(narrow, file_format="csv", columns=["name", "secret"])
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [["名称"], ["客户1"]]
    assert job.columns == ["name"]


def test_exports_need_their_permission_also_when_the_job_runs(asker: Actor) -> None:
    stranger = Actor(user_id=None, name="外人", grants={EXPORT: EVERYTHING})
    with pytest.raises(Forbidden):
        request_export(kind="toy-export", file_format="csv", params={}, actor=stranger, at=NOON)
    job = request_export(kind="toy-export", file_format="csv", params={}, in_background=False, actor=asker, at=NOON)
    exports.make_export(job.pk, stranger)
    job.refresh_from_db()
    assert (job.status, job.file) == (ExportStatus.FAILED, None)
    assert "没有权限" in job.failure


def test_unknown_exports_and_formats_are_refused(asker: Actor) -> None:
    with pytest.raises(UnknownExport):
        request_export(kind="nothing", file_format="csv", params={}, actor=asker, at=NOON)
    with pytest.raises(FieldErrors):
        request_export(kind="toy-export", file_format="pdf", params={}, actor=asker, at=NOON)
    assert not ExportJob.objects.exists()


def test_a_job_that_runs_twice_makes_one_file(asker: Actor) -> None:
    job, _ = made(asker)
    exports.make_export(job.pk, asker)
    assert StoredFile.objects.count() == 1
    with pytest.raises(IllegalTransition):
        advance_export(export_id=job.pk, step=Step(ExportStatus.RUNNING), actor=Actor.system(), at=NOON)


def test_files_expire_after_seven_days(asker: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    job, _ = made(asker)
    path = storing.path_of(job.file.digest)
    assert expire_files(actor=Actor.system(), at=job.file.expires_at - timedelta(seconds=1)) == []
    old = datetime.now().timestamp() - 2 * 3600
    os.utime(path, (old, old))
    monkeypatch.setattr(exports, "now", lambda: job.file.expires_at)
    assert exports.clean_up() == 1
    job.refresh_from_db()
    assert (job.status, path.exists()) == (ExportStatus.EXPIRED, False)
    assert job.file.expires_at - job.file.created_at == timedelta(days=7)


def test_bytes_without_a_row_are_removed_after_a_day(settings: Any) -> None:
    kept = storing.keep([b"abc"], "a.csv")
    assert exports.clean_up() == 0
    old = datetime.now().timestamp() - 25 * 3600
    os.utime(kept.path, (old, old))
    assert exports.clean_up() == 1
    assert not kept.path.exists()
    assert not [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]


@pytest.mark.spec("SYS-010")
def test_a_small_export_of_a_list_stands_in_the_list_of_exports(asker: Actor) -> None:
    note_export(asker, "toys", "玩具", "csv", 2, {"q": "茶"}, ["number", "item"])
    job = ExportJob.objects.get()
    assert (job.label, job.status, job.rows, job.format, job.file) == ("玩具", "fetched", 2, "csv", None)
    assert (job.owner_id, job.params, job.columns) == (asker.user_id, {"q": "茶"}, ["number", "item"])
    assert PORTS.note_export is note_export
    note_export(replace(asker, grants={}), "toys", "玩具", "csv", 2, {}, [])
    assert ExportJob.objects.count() == 1
