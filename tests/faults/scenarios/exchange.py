"""Operations of imports and exports, with the toy kind of their tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from danshu.exchange.exporting import EXPORTS, ExportKind
from danshu.exchange.lifecycle import BatchStatus, ExportStatus
from danshu.exchange.models import ImportBatch, RowState, SavedMapping, StagedRow
from danshu.exchange.operations.advance_export import Step, advance_export
from danshu.exchange.operations.apply_chunk import apply_chunk
from danshu.exchange.operations.cancel_batch import cancel_batch
from danshu.exchange.operations.conclude_check import Findings, conclude_check
from danshu.exchange.operations.create_batch import Upload, create_batch
from danshu.exchange.operations.delete_mapping import delete_mapping
from danshu.exchange.operations.expire_files import expire_files
from danshu.exchange.operations.fail_run import fail_run
from danshu.exchange.operations.fix_cells import fix_cells
from danshu.exchange.operations.map_columns import ColumnMapping, map_columns
from danshu.exchange.operations.note_undo_trial import note_undo_trial
from danshu.exchange.operations.replace_preview import replace_preview
from danshu.exchange.operations.request_check import request_check
from danshu.exchange.operations.request_export import request_export
from danshu.exchange.operations.save_mapping import save_mapping
from danshu.exchange.operations.start_run import start_run
from danshu.exchange.operations.start_undo import start_undo
from danshu.exchange.operations.stop_run import stop_run
from danshu.exchange.operations.undo_chunk import undo_chunk
from danshu.exchange.proposing import Proposal, propose
from danshu.exchange.tests import toys
from danshu.ui.lists.columns import Column
from tests.faults.crash import ACTOR, AT, Scenario, scenario

HEAD = ["订单编号", "客户", "商品", "数量"]
ROWS = (["S-1", "张三", "茶叶", "1"], ["S-1", "张三", "茶具", "2"], ["S-2", "李四", "茶叶", "0"])
EXPORT = "tests.toys"
if EXPORT not in EXPORTS:
    column = Column(key="name", label="名称")
    EXPORTS[EXPORT] = ExportKind(
        EXPORT, "玩具", toys.TOY, lambda actor: [column], lambda actor, params: (), lambda actor, params: 0
    )


def _upload() -> tuple[Upload, Proposal]:
    preview = [[number, "ssss", texts] for number, texts in enumerate((HEAD, *ROWS), 1)]
    sheet = {
        "index": 0,
        "name": "甲",
        "hidden": False,
        "rows": 4,
        "blank": 0,
        "columns": 4,
        "refused": "",
        "preview": preview,
    }
    upload = Upload("a" * 64, 100, "a.xlsx", "workbook", "", "", [sheet])
    return upload, propose(toys.ToyOrders(), upload.sheets)


def _batch(status: BatchStatus, states: Sequence[RowState] = ()) -> ImportBatch:
    """A batch in a state, as if it had got there."""
    toys.install()
    upload, proposal = _upload()
    made = create_batch(kind="toys", upload=upload, proposal=proposal, actor=ACTOR, at=AT)
    for number, (texts, state) in enumerate(zip(ROWS, states, strict=False), 2):
        StagedRow.objects.create(
            batch=made, number=number, kinds="ssss", texts=texts, group_no=1 if number < 4 else 2, state=state
        )
    for step in _way(status):
        made.status = step
        made.save(update_fields=["status"])
    return made


def _way(status: BatchStatus) -> list[BatchStatus]:
    s = BatchStatus
    whole = [s.MAPPED, s.CHECKING, s.CHECKED, s.RUNNING, s.DONE, s.UNDOING]
    return whole[: whole.index(status) + 1] if status in whole else []


@scenario("exchange.create_batch")
def _create() -> Scenario:
    toys.install()
    upload, proposal = _upload()
    return lambda: create_batch(kind="toys", upload=upload, proposal=proposal, actor=ACTOR, at=AT)


@scenario("exchange.replace_preview")
def _replace() -> Scenario:
    pk = _batch(BatchStatus.UPLOADED).pk
    upload, proposal = _upload()
    return lambda: replace_preview(batch_id=pk, upload=upload, proposal=proposal, actor=ACTOR, at=AT)


@scenario("exchange.map_columns")
def _map() -> Scenario:
    made = _batch(BatchStatus.UPLOADED)
    mapping = ColumnMapping(0, 1, made.mapping["columns"])
    return lambda: map_columns(batch_id=made.pk, mapping=mapping, actor=ACTOR, at=AT)


@scenario("exchange.request_check")
def _check() -> Scenario:
    pk = _batch(BatchStatus.MAPPED).pk
    return lambda: request_check(batch_id=pk, answers={"order_key": "both"}, actor=ACTOR, at=AT)


@scenario("exchange.conclude_check")
def _conclude() -> Scenario:
    pk = _batch(BatchStatus.CHECKING).pk
    return lambda: conclude_check(batch_id=pk, findings=Findings(groups=2), actor=ACTOR, at=AT)


@scenario("exchange.fix_cells")
def _fix() -> Scenario:
    pk = _batch(BatchStatus.CHECKED, [RowState.READY, RowState.READY, RowState.WRONG]).pk
    replace = ("customer", "李四", "王五")
    return lambda: fix_cells(batch_id=pk, cells={4: {"quantity": "3"}}, replace=replace, actor=ACTOR, at=AT)


@scenario("exchange.start_run")
def _run() -> Scenario:
    pk = _batch(BatchStatus.CHECKED, [RowState.READY]).pk
    return lambda: start_run(batch_id=pk, actor=ACTOR, at=AT)


@scenario("exchange.stop_run")
def _stop() -> Scenario:
    pk = _batch(BatchStatus.RUNNING).pk
    return lambda: stop_run(batch_id=pk, actor=ACTOR, at=AT)


@scenario("exchange.fail_run")
def _fail() -> Scenario:
    pk = _batch(BatchStatus.RUNNING).pk
    return lambda: fail_run(batch_id=pk, failure="x", actor=ACTOR, at=AT)


@scenario("exchange.cancel_batch")
def _cancel() -> Scenario:
    pk = _batch(BatchStatus.CHECKED, [RowState.READY]).pk
    return lambda: cancel_batch(batch_id=pk, actor=ACTOR, at=AT)


@scenario("exchange.apply_chunk")
def _apply() -> Scenario:
    pk = _batch(BatchStatus.RUNNING, [RowState.READY, RowState.READY]).pk
    return lambda: apply_chunk(batch_id=pk, actor=ACTOR, at=AT)


@scenario("exchange.apply_chunk", name="the last one")
def _apply_last() -> Scenario:
    pk = _batch(BatchStatus.RUNNING, [RowState.WRONG]).pk
    return lambda: apply_chunk(batch_id=pk, actor=ACTOR, at=AT)


def _imported(status: BatchStatus) -> int:
    made = _batch(BatchStatus.RUNNING, [RowState.READY, RowState.READY])
    apply_chunk(batch_id=made.pk, actor=ACTOR, at=AT)
    made.refresh_from_db()
    for step in _way(status)[_way(status).index(BatchStatus.RUNNING) + 1 :]:
        made.status = step
        made.save(update_fields=["status"])
    return int(made.pk)


@scenario("exchange.note_undo_trial")
def _trial() -> Scenario:
    pk = _imported(BatchStatus.DONE)
    return lambda: note_undo_trial(batch_id=pk, actor=ACTOR, at=AT)


@scenario("exchange.start_undo")
def _start_undo() -> Scenario:
    pk = _imported(BatchStatus.DONE)
    return lambda: start_undo(batch_id=pk, actor=ACTOR, at=AT)


@scenario("exchange.undo_chunk")
def _undo() -> Scenario:
    pk = _imported(BatchStatus.UNDOING)
    return lambda: undo_chunk(batch_id=pk, actor=ACTOR, at=AT)


@scenario("exchange.save_mapping")
def _save_mapping() -> Scenario:
    pk = _batch(BatchStatus.MAPPED).pk
    return lambda: save_mapping(batch_id=pk, name="甲", is_shared=True, actor=ACTOR, at=AT)


@scenario("exchange.delete_mapping")
def _delete_mapping() -> Scenario:
    content: dict[str, Any] = {"columns": {}}
    saved = SavedMapping.objects.create(
        kind="toys", name="乙", is_shared=True, content=content, created_at=AT, updated_at=AT
    )
    return lambda: delete_mapping(mapping_id=saved.pk, actor=ACTOR, at=AT)


def _export() -> int:
    job = request_export(kind=EXPORT, file_format="csv", params={}, in_background=False, actor=ACTOR, at=AT)
    return int(job.pk)


@scenario("exchange.request_export")
def _ask() -> Scenario:
    return lambda: request_export(kind=EXPORT, file_format="csv", params={}, actor=ACTOR, at=AT)


@scenario("exchange.advance_export")
def _advance() -> Scenario:
    pk = _export()
    advance_export(export_id=pk, step=Step(ExportStatus.RUNNING), actor=ACTOR, at=AT)
    done = Step(ExportStatus.DONE, "b" * 64, 10, 0, "a.csv")
    return lambda: advance_export(export_id=pk, step=done, actor=ACTOR, at=AT)


@scenario("exchange.expire_files")
def _expire() -> Scenario:
    pk = _export()
    advance_export(export_id=pk, step=Step(ExportStatus.RUNNING), actor=ACTOR, at=AT)
    job = advance_export(export_id=pk, step=Step(ExportStatus.DONE, "b" * 64, 10, 0, "a.csv"), actor=ACTOR, at=AT)
    return lambda: expire_files(actor=ACTOR, at=job.file.expires_at if job.file else AT)
