"""Worksheets as spreadsheet programs read them: each kind of value, and texts that XML cannot hold."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest

from danshu.ui.lists import Column
from danshu.ui.lists.sheets import write_xlsx

COLUMNS = [
    Column(key="text", label="名称"),
    Column(key="money", label="金额", kind="money"),
    Column(key="number", label="数量", kind="number"),
    Column(key="day", label="日期", kind="date"),
    Column(key="moment", label="时间", kind="datetime", value=lambda row: row.moment),
]


def written(*texts: str) -> list[tuple[object, ...]]:
    """The rows of a sheet with these texts, as openpyxl reads them."""
    facts = {"money": Decimal("1234.50"), "number": Decimal("0.1"), "day": date(2026, 2, 28), "moment": None}
    file = io.BytesIO()
    write_xlsx(file, "订单[1]", COLUMNS, (SimpleNamespace(text=text, **facts) for text in texts))
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert (sheet.title, sheet.freeze_panes) == ("订单 1 ", "A2")
    return list(sheet.iter_rows(values_only=True))


def test_each_kind_of_value_is_read_as_what_it_is() -> None:
    head, row = written("青禾")
    assert head == ("名称", "金额", "数量", "日期", "时间")
    assert row == ("青禾", 1234.5, 0.1, datetime(2026, 2, 28), None)


@pytest.mark.parametrize("text", ["<b>&amp;</b>", "=1+1", " 前后 ", "a\tb\nc", "😀", "_x0041_", "_x004"])
def test_texts_are_read_as_they_were(text: str) -> None:
    [(read, *_rest)] = written(text)[1:]
    assert openpyxl.utils.escape.unescape(str(read)) == text


def test_characters_that_xml_cannot_hold_do_not_spoil_the_file() -> None:
    [(read, *_rest)] = written("a\x00b\x1fc\ufffed\ud800")[1:]
    assert read == "a_x0000_b_x001F_c_xFFFE_d_xD800_"


def test_many_rows_are_all_there_in_their_order() -> None:
    rows = written(*(f"第 {n} 行" for n in range(1_003)))[1:]
    assert [row[0] for row in rows] == [f"第 {n} 行" for n in range(1_003)]


def test_an_empty_result_is_a_sheet_with_its_head() -> None:
    assert written() == [("名称", "金额", "数量", "日期", "时间")]
