"""An import from upload to undo, through operations and jobs, with a toy kind."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from danshu.exchange.batches import FixesNotChecked, NothingReady, UndoTooLate
from danshu.exchange.engine import running
from danshu.exchange.engine.receiving import receive
from danshu.exchange.errors import FileRefused
from danshu.exchange.importing import TEMPLATES, MappingTemplate, Policy
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch, RowState, StagedRow
from danshu.exchange.operations.apply_chunk import apply_chunk
from danshu.exchange.operations.cancel_batch import cancel_batch
from danshu.exchange.operations.fix_cells import fix_cells
from danshu.exchange.operations.request_check import request_check
from danshu.exchange.operations.start_run import start_run
from danshu.exchange.operations.start_undo import start_undo
from danshu.exchange.operations.stop_run import stop_run
from danshu.exchange.tests import files, toys
from danshu.exchange.tests.toys import NOON
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, Forbidden, IllegalTransition, NotFound

pytestmark = [pytest.mark.usefixtures("toy"), pytest.mark.spec("SYS-009")]
HEAD = ["订单 ID", "客户", "订单日期", "商品", "数量", "销售额"]
GOOD = [
    ["S-1", "张三", "2024-01-02", "茶叶", 2, 10.5],
    ["S-1", "张三", "2024-01-02", "茶具", 1, 20],
    ["S-2", "李四", "2024-01-03", "茶叶", 3, 30.25],
]


def sheet(tmp_path: Path, *rows: list[Any]) -> Path:
    """A workbook with the usual headings."""
    return files.workbook(tmp_path / "orders.xlsx", {"订单": [HEAD, *rows]})


def checked(path: Path, actor: Actor, **options: Any) -> ImportBatch:
    """A file uploaded, mapped as proposed and tried."""
    answers = options.pop("answers", {})
    batch = toys.upload(path, actor, **options)
    toys.start_check(batch, actor, **answers)
    running.check(batch.pk, actor)
    batch.refresh_from_db()
    return batch


def imported(batch: ImportBatch, actor: Actor) -> ImportBatch:
    """The same, run to its end."""
    start_run(batch_id=batch.pk, in_background=False, actor=actor, at=NOON)
    running.run(batch.pk, actor)
    batch.refresh_from_db()
    return batch


def undone(batch: ImportBatch, actor: Actor) -> ImportBatch:
    """The same, taken back."""
    start_undo(batch_id=batch.pk, in_background=False, actor=actor, at=NOON)
    running.undo(batch.pk, actor)
    batch.refresh_from_db()
    return batch


def states(batch: ImportBatch) -> list[str]:
    """The state of each row in file order."""
    return list(StagedRow.objects.filter(batch=batch).order_by("number").values_list("state", flat=True))


def problems(batch: ImportBatch) -> list[tuple[int, str, str]]:
    """(row, field, message) of all problems."""
    rows = StagedRow.objects.filter(batch=batch).exclude(problems=None).order_by("number")
    return [(row.number, p["f"], p["m"]) for row in rows for p in row.problems]


def test_the_proposed_mapping_is_right_for_known_headings(tmp_path: Path, clerk: Actor) -> None:
    batch = toys.upload(sheet(tmp_path, *GOOD), clerk)
    assert (batch.sheet_name, batch.heading_row, batch.status) == ("订单", 1, BatchStatus.MAPPED)
    assert batch.mapping["columns"] == {
        "number": 0, "customer": 1, "ordered_on": 2, "item": 3, "quantity": 4, "amount": 5
    }  # fmt: skip


def test_the_dry_run_counts_and_writes_nothing(tmp_path: Path, clerk: Actor) -> None:
    batch = checked(sheet(tmp_path, *GOOD), clerk)
    assert batch.status == BatchStatus.CHECKED
    assert batch.counts["check"] == {"groups": {"created": 2}, "rows": {"created": 3}, "records": {"toy.order": 2}}
    assert batch.totals == {"amount": "60.75"}
    assert (toys.table(), states(batch)) == ({}, ["ready"] * 3)


def test_the_run_imports_each_group_once_with_its_totals(tmp_path: Path, clerk: Actor) -> None:
    batch = imported(checked(sheet(tmp_path, *GOOD), clerk), clerk)
    assert batch.status == BatchStatus.DONE
    assert toys.table() == {
        "S-1/张三": {"total": Decimal("30.5"), "lines": [("茶叶", 2), ("茶具", 1)]},
        "S-2/李四": {"total": Decimal("30.25"), "lines": [("茶叶", 3)]},
    }
    assert (batch.totals, batch.progress, batch.counts["run"]["groups"]) == ({"amount": "60.75"}, 3, {"created": 2})
    assert apply_chunk(batch_id=batch.pk, actor=clerk, at=NOON) is False
    assert len(toys.table()) == 2


def test_wrong_cells_are_named_and_their_group_waits_with_them(tmp_path: Path, clerk: Actor) -> None:
    wrong = [
        ["S-1", "张三", "昨天", "茶叶", 1, 1],
        ["S-3", "王五", None, None, 0, "五万"],
        ["S-1", "张三", None, "茶具", 1, 1],
    ]
    batch = checked(sheet(tmp_path, *GOOD[2:], *wrong), clerk)
    assert states(batch) == ["ready", "wrong", "wrong", "blocked"]
    assert problems(batch) == [
        (3, "ordered_on", "“昨天”不是日期，写成 2024-02-29 这样的格式"),
        (4, "item", "商品必填"),
        (4, "quantity", "数量不能小于 1，现在是 0"),
        (4, "amount", "“五万”不是数字"),
    ]
    assert {(r["field"], r["label"], r["count"], r["first_row"]) for r in batch.reasons} == {
        ("ordered_on", "不是日期", 1, 3),
        ("item", "缺少必填", 1, 4),
        ("quantity", "数量不能小于 1", 1, 4),
        ("amount", "不是数字", 1, 4),
    }
    imported(batch, clerk)
    assert list(toys.table()) == ["S-2/李四"]


def test_warnings_do_not_stop_and_errors_of_the_kind_do(tmp_path: Path, clerk: Actor) -> None:
    rows = [["S-1", "张三", None, "旧款", 1, 1], ["S-2", "张三", None, "禁售", 1, 1]]
    batch = checked(sheet(tmp_path, *rows), clerk)
    assert (states(batch), batch.counts["states"]["warned"]) == (["ready", "wrong"], 1)
    assert [(r["label"], r["warning"]) for r in batch.reasons] == [("禁售", False), ("旧款", True)]


def test_refusals_of_the_kind_reach_the_guilty_rows_only(tmp_path: Path, clerk: Actor) -> None:
    rows = [[f"S-{n}", "张三", None, "茶叶", 1, 1] for n in range(40)]
    rows[7][1], rows[20][1], rows[33][1] = "坏客户", "错字段", "程序错"
    rows[12][4] = 5000  # the database refuses this one
    batch = checked(sheet(tmp_path, *rows), clerk)
    assert [n for n, state in enumerate(states(batch)) if state != "ready"] == [7, 12, 20, 33]
    assert problems(batch) == [
        (9, "customer", "不接受客户 坏客户；换一个客户"),
        (14, "", "程序没有处理好这一行，已记入日志，其他行不受影响"),
        (22, "customer", "客户不对"),
        (22, "", "别处不对"),
        (35, "", "程序没有处理好这一行，已记入日志，其他行不受影响"),
    ]
    assert imported(batch, clerk).counts["run"]["groups"] == {"created": 36}
    assert len(toys.table()) == 36


def test_what_the_file_does_not_say_is_asked_and_never_guessed(tmp_path: Path, clerk: Actor) -> None:
    rows = [["S-1", "张三", None, "茶叶", 1, 1], ["S-1", "李四", None, "茶叶", 1, 1]]
    batch = checked(sheet(tmp_path, *rows), clerk)
    assert batch.status == BatchStatus.ASKING
    assert [answer["detail"] for answer in batch.questions[0]["answers"]] == ["2 单", "1 单"]
    with pytest.raises(IllegalTransition):
        start_run(batch_id=batch.pk, actor=clerk, at=NOON)
    toys.start_check(batch, clerk, order_key="nonsense")
    running.check(batch.pk, clerk)
    batch.refresh_from_db()
    assert batch.status == BatchStatus.ASKING
    toys.start_check(batch, clerk, order_key="both")
    running.check(batch.pk, clerk)
    batch.refresh_from_db()
    assert (batch.status, batch.groups) == (BatchStatus.CHECKED, 2)
    imported(batch, clerk)
    assert list(toys.table()) == ["S-1/张三", "S-1/李四"]


def test_an_ambiguous_date_order_is_asked(tmp_path: Path, clerk: Actor) -> None:
    rows = [["S-1", "张三", "3/4/2017", "茶叶", 1, 1]]
    batch = checked(sheet(tmp_path, *rows), clerk)
    question = batch.questions[0]
    assert (question["code"], [answer["detail"] for answer in question["answers"]]) == (
        "date_order:ordered_on",
        ["2017-03-04", "2017-04-03"],
    )
    toys.start_check(batch, clerk, **{"date_order:ordered_on": "dmy"})
    running.check(batch.pk, clerk)
    batch.refresh_from_db()
    assert batch.status == BatchStatus.CHECKED


def test_existing_records_are_skipped_or_overwritten_as_chosen(tmp_path: Path, clerk: Actor) -> None:
    imported(checked(sheet(tmp_path, *GOOD), clerk), clerk)
    again = [["S-2", "李四", None, "茶叶", 1, 99], ["S-9", "赵六", None, "茶叶", 1, 1]]
    batch = checked(sheet(tmp_path, *again), clerk)
    assert batch.counts["check"]["groups"] == {"skipped": 1, "created": 1}
    batch = checked(sheet(tmp_path, *again), clerk, policy=Policy.UPDATE)
    assert imported(batch, clerk).counts["run"]["groups"] == {"updated": 1, "created": 1}
    assert toys.table()["S-2/李四"]["total"] == 99


def test_cells_are_corrected_in_place_and_checked_again(tmp_path: Path, clerk: Actor) -> None:
    rows = [
        ["S-1", "张三", None, "茶叶", "一", 1],
        ["S-2", "坏客户", None, "茶叶", 1, 1],
        ["S-3", "坏客户", None, "x", 1, 1],
    ]
    batch = checked(sheet(tmp_path, *rows), clerk)
    assert states(batch) == ["wrong"] * 3
    with pytest.raises(NothingReady):
        start_run(batch_id=batch.pk, actor=clerk, at=NOON)
    changed = fix_cells(
        batch_id=batch.pk, cells={2: {"quantity": "7"}}, replace=("customer", "坏客户", "好客户"), actor=clerk, at=NOON
    )
    assert changed == 3
    with pytest.raises(FixesNotChecked):
        start_run(batch_id=batch.pk, actor=clerk, at=NOON)
    request_check(batch_id=batch.pk, in_background=False, actor=clerk, at=NOON)
    running.check(batch.pk, clerk)
    batch.refresh_from_db()
    imported(batch, clerk)
    assert toys.table()["S-1/张三"]["lines"] == [("茶叶", 7)]
    assert "S-2/好客户" in toys.table()
    with pytest.raises(IllegalTransition):
        fix_cells(batch_id=batch.pk, cells={2: {"quantity": "8"}}, actor=clerk, at=NOON)


def test_unknown_fields_cannot_be_corrected(tmp_path: Path, clerk: Actor) -> None:
    batch = checked(sheet(tmp_path, *GOOD), clerk)
    with pytest.raises(NotFound):
        fix_cells(batch_id=batch.pk, cells={2: {"owner": "7"}}, actor=clerk, at=NOON)


def test_a_stopped_import_goes_on_where_it_was(tmp_path: Path, clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toys.ToyOrders, "chunk_groups", 2)
    batch = checked(sheet(tmp_path, *[[f"S-{n}", "张三", None, "茶叶", 1, 1] for n in range(7)]), clerk)
    start_run(batch_id=batch.pk, in_background=False, actor=clerk, at=NOON)
    assert apply_chunk(batch_id=batch.pk, actor=clerk, at=NOON) is True
    stop_run(batch_id=batch.pk, actor=clerk, at=NOON)
    running.run(batch.pk, clerk)
    batch.refresh_from_db()
    assert (batch.status, len(toys.table()), batch.progress) == (BatchStatus.STOPPED, 2, 2)
    start_run(batch_id=batch.pk, in_background=False, actor=clerk, at=NOON)
    running.run(batch.pk, clerk)
    batch.refresh_from_db()
    assert (batch.status, len(toys.table()), batch.totals) == (BatchStatus.DONE, 7, {"amount": "7"})


def test_an_undo_restores_what_was_and_lists_what_changed_since(tmp_path: Path, clerk: Actor) -> None:
    imported(checked(sheet(tmp_path, *GOOD), clerk), clerk)
    before = toys.table()
    rows = [["S-2", "李四", None, "茶叶", 1, 99], ["S-8", "赵六", None, "a", 1, 1], ["S-9", "赵六", None, "b", 1, 1]]
    batch = imported(checked(sheet(tmp_path, *rows), clerk, policy=Policy.UPDATE), clerk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE toy_order SET version = 2, total = 5 WHERE number = 'S-9'")
    trial = running.try_undo(batch.pk, clerk, NOON)
    assert (trial.removed, trial.restored, trial.kept) == ({"toy.order": 1}, {"toy.order": 1}, 1)
    assert len(toys.table()) == 4
    batch = undone(batch, clerk)
    assert batch.status == BatchStatus.UNDONE
    assert batch.counts["undo"] == {"removed": {"toy.order": 1}, "restored": {"toy.order": 1}, "kept": 1}
    assert toys.table() == before | {"S-9/赵六": {"total": Decimal(5), "lines": [("b", 1)]}}
    assert states(batch) == ["undone", "undone", "kept"]
    assert problems(batch) == [(4, "", "S-9: 导入后被修改过")]


def test_an_undo_is_refused_after_a_day_and_while_running(tmp_path: Path, clerk: Actor) -> None:
    batch = imported(checked(sheet(tmp_path, *GOOD), clerk), clerk)
    late = batch.finished_at + timedelta(hours=24, seconds=1)
    with pytest.raises(UndoTooLate):
        start_undo(batch_id=batch.pk, actor=clerk, at=late)
    fresh = checked(sheet(tmp_path, ["S-7", "张三", None, "a", 1, 1]), clerk)
    start_run(batch_id=fresh.pk, in_background=False, actor=clerk, at=NOON)
    with pytest.raises(IllegalTransition):
        start_undo(batch_id=fresh.pk, actor=clerk, at=NOON)
    assert len(toys.table()) == 2


def test_a_cancelled_import_leaves_no_rows(tmp_path: Path, clerk: Actor) -> None:
    batch = checked(sheet(tmp_path, *GOOD), clerk)
    cancel_batch(batch_id=batch.pk, actor=clerk, at=NOON)
    assert not StagedRow.objects.filter(batch=batch).exists()
    with pytest.raises(IllegalTransition):
        request_check(batch_id=batch.pk, actor=clerk, at=NOON)


def test_required_fields_need_a_column_or_a_value(tmp_path: Path, clerk: Actor) -> None:
    path = files.workbook(tmp_path / "a.xlsx", {"S": [["订单 ID", "商品", "数量"], ["S-1", "茶叶", 1]]})
    with pytest.raises(FieldErrors) as caught:
        toys.upload(path, clerk)
    assert [(p.field, p.code) for p in caught.value.problems] == [("customer", "required")]
    batch = ImportBatch.objects.get()
    toys.accept(batch, clerk, constants={"customer": "散客"})
    toys.start_check(batch, clerk)
    running.check(batch.pk, clerk)
    imported(ImportBatch.objects.get(), clerk)
    assert list(toys.table()) == ["S-1/散客"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"columns": {"number": 0, "customer": 1, "item": 2, "quantity": 99}}, "quantity"),
        ({"columns": {"number": 0, "customer": 1, "item": 2, "quantity": 2}}, "quantity"),
        ({"columns": {"number": 0, "customer": 1, "item": 2, "quantity": 4, "owner": 5}}, "owner"),
        ({"constants": {"level": "丙"}}, "level"),
        ({"policy": "fill"}, "policy"),
    ],
)
def test_a_senseless_mapping_is_refused(tmp_path: Path, clerk: Actor, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldErrors) as caught:
        toys.upload(sheet(tmp_path, *GOOD), clerk, **changes)
    assert field in {p.field for p in caught.value.problems}
    assert ImportBatch.objects.get().status == BatchStatus.UPLOADED


def test_a_shipped_mapping_is_recognised(tmp_path: Path, clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = {"number": "单据", "customer": "谁", "item": "货", "quantity": "几个"}
    template = MappingTemplate("toy-known", "已知", "toys", columns, constants={"amount": "3"}, policy=Policy.UPDATE)
    monkeypatch.setitem(TEMPLATES, template.code, template)
    path = files.workbook(tmp_path / "a.xlsx", {"x": [["几个", "货", "谁", "单据"], [2, "茶", "张三", "S-1"]]})
    batch = toys.upload(path, clerk)
    assert (batch.mapping["columns"], batch.policy) == (
        {"number": 3, "customer": 2, "item": 1, "quantity": 0},
        "update",
    )
    toys.start_check(batch, clerk)
    running.check(batch.pk, clerk)
    imported(ImportBatch.objects.get(), clerk)
    assert toys.table() == {"S-1/张三": {"total": Decimal(3), "lines": [("茶", 2)]}}


def test_who_may_not_import_a_kind_is_refused_also_by_the_job(tmp_path: Path, clerk: Actor) -> None:
    stranger = Actor(user_id=None, name="外人", grants={k: v for k, v in clerk.grants.items() if k != toys.TOY})
    with pytest.raises(Forbidden):
        receive("toys", [b"a"], "a.csv", actor=stranger, at=NOON)
    batch = checked(sheet(tmp_path, *GOOD), clerk)
    with pytest.raises(Forbidden):
        start_run(batch_id=batch.pk, actor=stranger, at=NOON)
    start_run(batch_id=batch.pk, in_background=False, actor=clerk, at=NOON)
    running.run(batch.pk, stranger)
    batch.refresh_from_db()
    assert (batch.status, toys.table()) == (BatchStatus.FAILED, {})


def test_a_refused_file_leaves_nothing_behind(tmp_path: Path, clerk: Actor, settings: Any) -> None:
    path = files.text(tmp_path / "a.csv", "a,b\n1,\x00\n")
    with pytest.raises(FileRefused):
        toys.upload(path, clerk)
    assert not ImportBatch.objects.exists()
    assert not [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]


def test_a_file_that_breaks_off_later_is_refused_as_a_whole(tmp_path: Path, clerk: Actor) -> None:
    rows = "".join(f"S-{n},张三,茶叶,1\n" for n in range(3000))
    path = files.text(tmp_path / "a.csv", "订单 ID,客户,商品,数量\n" + rows + 'S-x,"张三,茶叶,1\n' + "x,y\n" * 400_000)
    with pytest.raises(FileRefused):
        toys.upload(path, clerk)
    assert StagedRow.objects.count() == 0


def test_repeated_headings_and_blank_rows_are_no_data(tmp_path: Path, clerk: Actor) -> None:
    batch = checked(sheet(tmp_path, *GOOD[:1], [], HEAD, GOOD[2]), clerk)
    assert (batch.rows, batch.repeated_headings, batch.blank_rows) == (2, 1, 1)
    assert StagedRow.objects.filter(batch=batch, state=RowState.READY).count() == 2


def test_changing_the_heading_row_stages_again(tmp_path: Path, clerk: Actor) -> None:
    batch = checked(sheet(tmp_path, *GOOD), clerk)
    toys.accept(batch, clerk, heading_row=2)
    toys.start_check(batch, clerk)
    running.check(batch.pk, clerk)
    batch.refresh_from_db()
    assert (batch.rows, batch.status) == (2, BatchStatus.CHECKED)


def test_a_file_without_rows_below_its_heading_is_refused_by_name(tmp_path: Path, clerk: Actor) -> None:
    batch = toys.upload(sheet(tmp_path, *GOOD), clerk)
    toys.accept(batch, clerk, heading_row=4)
    toys.start_check(batch, clerk)
    running.check(batch.pk, clerk)
    batch.refresh_from_db()
    assert (batch.status, "文件里没有数据" in batch.failure) == (BatchStatus.REFUSED, True)
