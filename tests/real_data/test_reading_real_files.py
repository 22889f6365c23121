"""Every file of messy-spreadsheets and hostile-input gives a correct reading or a clear refusal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from danshu.exchange.errors import FileRefused
from danshu.exchange.headings import columns_of, find_heading_row
from danshu.exchange.reading import opening
from danshu.exchange.reading.opening import RawRow
from tests.real_data.conftest import DATA

SECONDS, MEMORY_KB = 15, 512 * 1024
READABLE = ("messy-spreadsheets", "northwind", "superstore-cn", "global-electronics", "tmall-orders", "payment-bills")
REFUSED = {
    "57893-many-merges.xlsx": "no_data",
    "58616.xlsx": "encrypted",
    "blankworkbook.xls": "no_data",
    "clusterfuzz-testcase-minimized-POIHSSFFuzzer-6137883240824832.xls": "damaged",
    "clusterfuzz-testcase-minimized-POIHSSFFuzzer-6537773940867072.xls": "damaged",
    "clusterfuzz-testcase-minimized-POIXSSFFuzzer-5089447305609216.xlsx": "damaged",
    "clusterfuzz-testcase-minimized-POIXSSFFuzzer-5265527465181184.xlsx": "no_data",
    "clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-5025401116950528.xlsx": "damaged",
    "clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-5542865479270400.xlsx": "damaged",
    "clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-5636439151607808.xlsx": "damaged",
    "clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-6504225896792064.xlsx": "damaged",
    "clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-6594557414080512.xlsx": "damaged",
    "crash-274d6342e4842d61be0fb48eaadad6208ae767ae.xlsx": "damaged",
    "crash-9bf3cd4bd6f50a8a9339d363c2c7af14b536865c.xlsx": "encrypted",
    "duplicate-filename.xlsx": "zip_duplicate",
    "password.xls": "encrypted",
    "poc-shared-strings.xlsx": "sheet_damaged",
    "poc-xmlbomb.xlsx": "xml_entities",
    "protected_passtika.xlsx": "encrypted",
    "xlsx-corrupted.xlsx": "damaged",
}


def _files() -> Iterator[Path]:
    for folder in (*READABLE, "hostile-input/workbooks"):
        for path in sorted((DATA / folder).rglob("*")):
            if path.is_file() and path.suffix != ".md":
                yield path


@pytest.mark.parametrize("path", list(_files()), ids=lambda path: path.name[:60])
def test_each_file_is_read_or_refused_with_a_reason(path: Path) -> None:
    began = time.monotonic()
    if path.name in REFUSED:
        with pytest.raises(FileRefused) as caught:
            opening.inspect(path, path.name)
        assert caught.value.reason == REFUSED[path.name]
        assert caught.value.remedy
        assert caught.value.file in caught.value.text
    else:
        found = opening.inspect(path, path.name)
        assert found.peak_kb < MEMORY_KB
        assert any(sheet.rows for sheet in found.sheets)
        assert not any(sheet.refused for sheet in found.sheets)
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize("name", sorted(name for name, reason in REFUSED.items() if reason == "encrypted"))
def test_a_password_is_named_also_for_a_stored_file_without_an_ending(data: Path, tmp_path: Path, name: str) -> None:
    stored = tmp_path / "1f3a"
    stored.write_bytes((data / "hostile-input" / "workbooks" / name).read_bytes())
    with pytest.raises(FileRefused) as caught:
        opening.inspect(stored, name)
    assert caught.value.reason == "encrypted"


def _rows(path: Path, sheet: int = 0) -> list[RawRow]:
    return [RawRow.parse(line) for line in opening.stream(path, path.name, sheet=sheet)]


def test_the_chinese_workbook_is_read_exactly(data: Path) -> None:
    path = data / "superstore-cn" / "superstore-cn.xls"
    rows = _rows(path)[1:]
    assert len(rows) == 10_000
    assert sum(Decimal(row.texts[16]) for row in rows) == Decimal("16117548.237")
    assert round(sum(Decimal(row.texts[19]) for row in rows), 3) == Decimal("2156559.517")
    assert len({(row.texts[1], row.texts[5], row.texts[2]) for row in rows}) == 4_985
    assert {row.kinds[2] for row in rows} == {"d"}
    assert [sheet.name for sheet in opening.inspect(path, path.name).sheets] == ["订单", "退货", "销售人员"]


def test_northwind_has_a_repeated_heading_with_equal_cells(data: Path) -> None:
    sheet = opening.inspect(data / "northwind" / "orders.csv", "orders.csv").sheets[0]
    columns = columns_of(sheet.preview, find_heading_row(sheet.preview))
    assert [(column.heading, column.repeats) for column in columns if "OrderID" in column.heading] == [
        ("OrderID", None),
        ("OrderID (2)", 0),
    ]
    assert sheet.rows == 2_156


@pytest.mark.parametrize(
    ("name", "filled", "blank"),
    [
        ("orders_blank_tail.csv", 10_000, 89_442),
        ("customers_blank_tail.csv", 10_000, 89_396),
        ("products_blank_middle.csv", 1_501, 31_451),
    ],
)
def test_holes_of_blank_rows_are_passed_over(data: Path, name: str, filled: int, blank: int) -> None:
    path = data / "messy-spreadsheets" / "blank-rows" / name
    sheet = opening.inspect(path, name).sheets[0]
    assert (sheet.rows, sheet.blank_rows) == (filled, blank)
    assert len(_rows(path)) == filled


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("messy-spreadsheets/erp-templates/customer_template.xls", 2),
        ("messy-spreadsheets/erp-templates/goods_template.xls", 2),
        ("messy-spreadsheets/erp-templates/order_item_template.xls", 2),
        ("messy-spreadsheets/erp-templates/buy_sale_item_template.xls", 2),
        ("messy-spreadsheets/easyexcel/compatibility_t01.xls", 2),
        ("messy-spreadsheets/easyexcel/compatibility_t02.xlsx", 2),
        ("messy-spreadsheets/easyexcel/compatibility_t04.xlsx", 1),
        ("messy-spreadsheets/easyexcel/demo_demo.xlsx", 1),
        ("messy-spreadsheets/gbk/region_codes_gbk.csv", 1),
        ("messy-spreadsheets/cafe/dirty_cafe_sales.csv", 1),
        ("messy-spreadsheets/locale-twin/sellers_eu.csv", 1),
        ("messy-spreadsheets/office-quirks/formula-eval.xlsx", 0),
        ("payment-bills/JYMXSUM_201901020002021200_20190910.txt", 0),
        ("payment-bills/JYMX_201901020002021200_201908.txt", 1),
        ("superstore-cn/superstore-cn.xls", 1),
        ("tmall-orders/tmall_order_report.csv", 1),
    ],
)
def test_the_heading_row_is_found(data: Path, path: str, row: int) -> None:
    sheet = opening.inspect(data / path, path).sheets[0]
    assert find_heading_row(sheet.preview) == row


def test_odd_cells_are_read_as_shown(data: Path) -> None:
    odd = data / "messy-spreadsheets"
    assert _rows(odd / "easyexcel" / "compatibility_t06.xlsx")[0].texts == ["7.500", "278.27", "2087.025"]
    assert _rows(odd / "easyexcel" / "compatibility_t09.xlsx")[0].texts == ["SH_x000D_Z002"]
    assert _rows(odd / "office-quirks" / "date.xlsb")[0].texts == ["2013-01-12"]
    assert _rows(odd / "office-quirks" / "1904DateWindowing.xls")[0].texts == ["2000-01-01", "2000-01-01"]
    assert _rows(odd / "office-quirks" / "chinese-provinces.xls")[1].texts == ["Anhui", "安徽省"]
    hidden = opening.inspect(odd / "office-quirks" / "TwoSheetsOneHidden.xlsx", "a.xlsx").sheets
    assert [(sheet.name, sheet.hidden) for sheet in hidden] == [("Sheet1", True), ("Sheet2", False)]
    assert len(opening.inspect(odd / "office-quirks" / "SimpleStrict.xlsx", "a.xlsx").sheets) == 2
    assert opening.inspect(odd / "easyexcel" / "simple_simple07.xlsx", "a.xlsx").sheets[1].name == "simple "


def test_the_chinese_gbk_file_is_decoded(data: Path) -> None:
    found = opening.inspect(data / "messy-spreadsheets" / "gbk" / "region_codes_gbk.csv", "a.csv")
    assert found.encoding == "gb18030"
    assert found.sheets[0].preview[3].texts == ["3", "110101", "东城区", "北京市"]
