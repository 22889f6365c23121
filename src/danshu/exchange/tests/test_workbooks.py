"""The error workbook and the template: true to the file, harmless, and fit to be imported again."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from danshu.exchange import queries
from danshu.exchange.engine.driving import Wishes, import_file
from danshu.exchange.importing import KINDS
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch, SavedMapping
from danshu.exchange.operations.delete_mapping import delete_mapping
from danshu.exchange.operations.save_mapping import save_mapping
from danshu.exchange.permissions import IMPORT
from danshu.exchange.tests import files, toys
from danshu.exchange.tests.toys import NOON
from danshu.exchange.workbooks import write_errors, write_template
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.errors import FieldErrors, Forbidden, NotFound

pytestmark = [pytest.mark.usefixtures("toy"), pytest.mark.spec("SYS-009")]
HEAD = ["订单 ID", "客户", "订单日期", "商品", "数量", "备注"]


def tried(path: Path, clerk: Actor, **wishes: Any) -> ImportBatch:
    """A file imported without writing."""
    return import_file("toys", path, Wishes(dry_run=True, **wishes), actor=clerk, at=NOON)


def test_the_error_workbook_holds_the_wrong_rows_with_reasons(tmp_path: Path, clerk: Actor) -> None:
    rows = [
        ["S-1", "张三", None, "茶叶", 1, "好"],
        ["S-2", "=1+1", "昨天", "@SUM(A1)", 0, "-2"],
        ["S-2", "=1+1", None, "茶叶", 1, ""],
    ]
    path = files.workbook(tmp_path / "a.xlsx", {"订单": [HEAD]})
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("订单")
        for line, row in enumerate([HEAD, *rows]):
            for column, value in enumerate(row):
                sheet.write_string(line, column, value) if isinstance(value, str) else sheet.write(line, column, value)
    batch = tried(path, clerk)
    out = io.BytesIO()
    assert write_errors(batch, out) == 2
    sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0] == [*HEAD, "原行号", "未导入的原因"]
    assert values[1][:6] == ["S-2", "=1+1", "昨天", "@SUM(A1)", 0, "-2"]
    assert values[1][6] == 3
    assert "不是日期" in values[1][7]
    assert "数量不能小于 1" in values[1][7]
    assert values[2][6:] == [4, "同一单的其他行有错误，整单没有导入"]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    red = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFC7CE"}
    assert red == {"C2", "E2"}


def test_the_corrected_error_workbook_can_be_imported_again(tmp_path: Path, clerk: Actor) -> None:
    rows = [["S-1", "张三", None, "茶叶", 1, None], ["S-2", "李四", "昨天", "茶叶", 1, None]]
    batch = import_file(
        "toys", files.workbook(tmp_path / "a.xlsx", {"S": [HEAD, *rows]}), Wishes(), actor=clerk, at=NOON
    )
    assert list(toys.table()) == ["S-1/张三"]
    path = tmp_path / "errors.xlsx"
    with path.open("wb") as out:
        write_errors(batch, out)
    book = openpyxl.load_workbook(path)
    book.active["C2"] = "2024-01-01"
    book.save(path)
    again = import_file("toys", path, Wishes(), actor=clerk, at=NOON)
    assert (again.status, list(toys.table())) == (BatchStatus.DONE, ["S-1/张三", "S-2/李四"])


def test_the_template_of_a_kind_imports_as_it_is(tmp_path: Path, clerk: Actor) -> None:
    path = tmp_path / "template.xlsx"
    with path.open("wb") as out:
        write_template(KINDS["toys"], out)
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book["数据"][1]][:3] == ["订单编号*", "客户*", "订单日期"]
    assert "甲、乙" in str([[cell.value for cell in row] for row in book["填写说明"].iter_rows()])
    book["数据"].append(["S-1", "张三", "2024-01-02", "甲", "茶叶", 3, 4.5, "注"])
    book.save(path)
    batch = import_file("toys", path, Wishes(), actor=clerk, at=NOON)
    assert (batch.status, batch.sheet_name) == (BatchStatus.DONE, "数据")
    assert toys.table()["S-1/张三"]["lines"] == [("茶叶", 3)]


def test_naughty_strings_come_back_unchanged(tmp_path: Path, clerk: Actor) -> None:
    naughty = ["=1+1", "-2+3", "@SUM(A1)", "\u200bx", "<script>alert(1)</script>", "'; DROP TABLE x;--", "𠮷野家",
               "{% include 'x' %}", "%(name)s %s", "../../etc/passwd", "NULL", "undefined", "\\u0000", "ﬃ", "Ω≈ç√∫"]  # fmt: skip
    path = tmp_path / "a.csv"
    import csv

    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEAD)
        for number, text in enumerate(naughty):
            writer.writerow([f"S-{number}", "张三", "", text, 1, text])
    batch = import_file("toys", path, Wishes(), actor=clerk, at=NOON)
    assert batch.status == BatchStatus.DONE
    assert [order["lines"][0][0] for order in toys.table().values()] == naughty


def test_a_saved_mapping_is_used_by_name(tmp_path: Path, clerk: Actor) -> None:
    head = ["单", "谁", "货", "几个"]
    path = files.workbook(tmp_path / "a.xlsx", {"S": [head, ["S-1", "张三", "茶叶", 2]]})
    with pytest.raises(FieldErrors):
        tried(path, clerk)
    batch = toys.accept(
        ImportBatch.objects.get(), clerk, columns={"number": 0, "customer": 1, "item": 2, "quantity": 3}
    )
    save_mapping(batch_id=batch.pk, name="老系统", actor=clerk, at=NOON)
    save_mapping(batch_id=batch.pk, name="老系统", actor=clerk, at=NOON)
    assert SavedMapping.objects.get().content["columns"] == {
        "number": "单",
        "customer": "谁",
        "item": "货",
        "quantity": "几个",
    }
    moved = files.workbook(tmp_path / "b.xlsx", {"S": [head[::-1], [2, "茶叶", "张三", "S-1"]]})
    assert import_file("toys", moved, Wishes(mapping="老系统"), actor=clerk, at=NOON).status == BatchStatus.DONE
    assert list(toys.table()) == ["S-1/张三"]
    with pytest.raises(NotFound):
        tried(moved, clerk, mapping="没有")


def test_sharing_a_mapping_needs_its_permission(tmp_path: Path, clerk: Actor) -> None:
    path = files.workbook(tmp_path / "a.xlsx", {"S": [HEAD, ["S-1", "张三", None, "茶叶", 2]]})
    batch = tried(path, clerk)
    with pytest.raises(Forbidden):
        save_mapping(batch_id=batch.pk, name="x", is_shared=True, actor=clerk, at=NOON)
    with pytest.raises(FieldErrors):
        save_mapping(batch_id=batch.pk, name=" ", actor=clerk, at=NOON)
    save_mapping(batch_id=batch.pk, name="甲", actor=clerk, at=NOON)
    saved = SavedMapping.objects.get()
    other = Actor(user_id=7, name="别人", grants={IMPORT: EVERYTHING, toys.TOY: EVERYTHING})
    assert queries.mappings(other, "toys") == []
    with pytest.raises(NotFound):
        delete_mapping(mapping_id=saved.pk, actor=other, at=NOON)
    delete_mapping(mapping_id=saved.pk, actor=clerk, at=NOON)
    assert not SavedMapping.objects.exists()


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and report of `danshu import`."""
    code = 0
    try:
        call_command("import_file", *arguments, "--json")
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, json.loads(capsys.readouterr().out)


def test_the_command_imports_asks_and_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["S-1", "张三", None, "茶叶", 1, None], ["S-1", "李四", None, "茶叶", 0, None]]
    path = str(files.workbook(tmp_path / "a.xlsx", {"S": [HEAD, *rows]}))
    code, report = command(capsys, "toys", path)
    assert (code, report["status"], report["questions"][0]["code"]) == (2, "asking", "order_key")
    code, report = command(capsys, "toys", path, "--answer", "order_key=both", "--dry-run")
    assert (code, report["status"], report["groups"], report["refused"]) == (1, "checked", {"created": 1}, 1)
    assert report["problems"] == [{"row": 3, "column": "数量", "text": "0", "message": "数量不能小于 1，现在是 0"}]
    assert toys.table() == {}
    code, report = command(capsys, "toys", path, "--answer", "order_key=both", "--set", "note=旧数据")
    assert (code, report["status"], list(toys.table())) == (1, "done", ["S-1/张三"])
    broken = files.text(tmp_path / "b.csv", "a,b\n1,\x00\n")
    code, report = command(capsys, "toys", str(broken))
    assert (code, report["code"]) == (2, "file_refused")


@pytest.mark.spec("SYS-009", "COM-018")
def test_the_command_tells_a_person_what_it_did_and_what_to_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["S-1", "张三", None, "茶叶", 1, None], ["S-1", "李四", None, "茶叶", 0, None]]
    path = str(files.workbook(tmp_path / "a.xlsx", {"S": [HEAD, *rows]}))
    with pytest.raises(SystemExit):
        call_command("import_file", "toys", path)
    asked = capsys.readouterr().out
    assert f"{path}: 待回答 · 2 行 · 批次" in asked
    assert "--answer order_key=both  " in asked
    with pytest.raises(SystemExit):
        call_command("import_file", "toys", path, "--answer", "order_key=both")
    done = capsys.readouterr().out
    assert "已完成" in done
    assert "已新增 1" in done
    assert "第 3 行 数量: 数量不能小于 1，现在是 0" in done
    assert "{" not in asked + done
