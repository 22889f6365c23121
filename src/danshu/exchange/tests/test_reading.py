"""Ordinary and odd files are read as people see them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from danshu.exchange.reading import opening
from danshu.exchange.reading.cells import number_text
from danshu.exchange.reading.opening import RawRow
from danshu.exchange.reading.refusal import cell_name
from danshu.exchange.tests import files


def rows(path: Path, **options: object) -> list[RawRow]:
    """All filled rows of the first sheet."""
    return [RawRow.parse(line) for line in opening.stream(path, path.name, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (123.0, "123"),
        (2087.0249999999996, "2087.025"),
        (0.1 + 0.2, "0.3"),
        (-0.5, "-0.5"),
        (1e15, "1000000000000000"),
        (1.5e-7, "0.00000015"),
        (123456789012345678.0, "123456789012346000"),
        (16117548.237, "16117548.237"),
        (float("nan"), ""),
    ],
)
def test_numbers_come_as_people_see_them(value: float, text: str) -> None:
    assert number_text(value) == text


def test_cells_keep_their_kind(tmp_path: Path) -> None:
    table = [
        ["编码", "日期", "金额", "启用", "空"],
        ["007", date(2024, 2, 29), 12.5, True, None],
        ["#N/A", None, 3, False],
    ]
    path = files.workbook(tmp_path / "a.xlsx", {"S": table})
    found = rows(path)
    assert (found[1].kinds, found[1].texts) == ("sdnb", ["007", "2024-02-29", "12.5", "true"])
    assert (found[2].number, found[2].kinds, found[2].texts) == (3, "e-nb", ["#N/A", "", "3", "false"])


@pytest.mark.parametrize("base_1904", [False, True])
def test_both_date_bases_give_the_same_day(tmp_path: Path, base_1904: bool) -> None:
    moment = datetime(2024, 2, 29, 13, 45)
    path = files.workbook(tmp_path / "a.xlsx", {"S": [[date(2024, 2, 29), moment]]}, base_1904=base_1904)
    assert rows(path)[0].texts[0] == "2024-02-29"


def test_blank_rows_are_skipped_and_row_numbers_stay(tmp_path: Path) -> None:
    path = files.text(tmp_path / "a.csv", "a,b\n\n1,2\n,,\n  ,\n3,4\n,,,\n")
    assert [(row.number, row.texts) for row in rows(path)] == [(1, ["a", "b"]), (3, ["1", "2"]), (6, ["3", "4"])]
    assert opening.inspect(path, "a.csv").sheets[0].blank_rows == 4


def test_columns_left_empty_stay_in_place(tmp_path: Path) -> None:
    path = files.workbook(tmp_path / "a.xlsx", {"S": [[], [], [None, None, "x", "y"], [None, None, 1, 2]]})
    assert [(row.number, row.texts) for row in rows(path)] == [(3, ["", "", "x", "y"]), (4, ["", "", "1", "2"])]


def test_a_cell_merged_downwards_holds_for_each_of_its_rows(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.merge_range("A1:B1", "标题")
    sheet.merge_range("A2:A4", "单1")
    for row, name in enumerate("xyz", 1):
        sheet.write(row, 1, name)
    sheet.write("A5", "单2")
    book.close()
    assert [row.texts for row in rows(path)] == [["标题"], ["单1", "x"], ["单1", "y"], ["单1", "z"], ["单2"]]


CONTENT = "编码,名称\n1,张三丰\n2,李四光\n"


@pytest.mark.parametrize(
    ("encoding", "detected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
    ],
)
def test_encodings_of_chinese_text_are_found(tmp_path: Path, encoding: str, detected: str) -> None:
    content = CONTENT + "3,abcdefgh ijkl mnop\n" * 5
    path = files.text(tmp_path / "a.csv", content, encoding)
    assert opening.inspect(path, "a.csv").encoding == detected
    assert rows(path)[1].texts == ["1", "张三丰"]


def test_western_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    path = files.text(tmp_path / "a.csv", "city,n\nSão Paulo,1\nMünchen,2\nÅlesund,3\n", "cp1252")
    assert rows(path)[1].texts == ["São Paulo", "1"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_found(tmp_path: Path, separator: str) -> None:
    lines = [["编码", "说明", "金额"], ["1", "a b", "1"], ["2", '"x, y; z"', "2"]]
    path = files.text(tmp_path / "a.txt", "\r\n".join(separator.join(line) for line in lines))
    assert [len(row.texts) for row in rows(path)] == [3, 3, 3]


def test_texts_come_back_unchanged(tmp_path: Path) -> None:
    odd = [
        "=1+1",
        "  x ",
        "a\nb",
        "\t",
        "tab\there",
        "𠮷",
        "\u200b\u202e",
        "back\\slash",
        '"quote"',
        "\\u0000",
        "'",
        "1e5",
        "NaN",
    ]
    path = files.workbook(tmp_path / "a.xlsx", {"S": [["head"]]})
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False})
    sheet = book.add_worksheet()
    for number, value in enumerate(odd):
        sheet.write_string(number, 0, "k")
        sheet.write_string(number, 1, value)
        sheet.write_string(number, 2, "k")
    book.close()
    assert [row.texts[1] for row in rows(path)] == odd


def test_a_large_text_file_streams_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{n},客户{n},2024-01-01\n" for n in range(200_000))
    found = opening.inspect(path, "a.csv")
    assert (found.sheets[0].rows, found.peak_kb < 40 * 1024) == (200_000, True)


def test_cell_names() -> None:
    assert [cell_name(7, column) for column in (0, 25, 26, 16383)] == ["A7", "Z7", "AA7", "XFD7"]
