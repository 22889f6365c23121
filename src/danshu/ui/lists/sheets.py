"""Worksheets of any length, row by row in constant memory.

xlsxwriter makes the workbook with its formats and the head; the rows are written here, a quarter of the time it would
take for them: it checks and keeps each cell, and an export has a million.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from danshu.ui.lists.columns import Column

SHEET = "xl/worksheets/sheet1.xml"
LONGEST_TEXT = 32_767
FIRST_DAY = date(1899, 12, 30)  # day 0 of a spreadsheet's calendar
DAY_SECONDS = 86_400
FORMATS = {"money": "#,##0.00", "date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm"}
# what XML cannot hold, and what would be read as such an escape
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
MARKS = re.compile("[&<>]")
ROWS_AT_ONCE = 200
OPTIONS = {"constant_memory": True, "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_xlsx(
    file: BinaryIO, title: str, columns: Sequence[Column], rows: Iterable[Any], *, below: Sequence[Sequence[str]] = ()
) -> None:
    """Write one sheet; texts stay texts, numbers numbers, dates dates. below: lines of texts under the table."""
    empty, styles = _workbook(title, columns)
    with zipfile.ZipFile(empty) as made, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name in made.namelist():
            if name != SHEET:
                book.writestr(name, made.read(name))
        head, sample, tail = re.split(r"(<row r=\"2\".*)(?=</sheetData>)", made.read(SHEET).decode(), maxsplit=1)
        known = dict(zip(styles, re.findall(r'<c r="[A-Z]+2" s="(\d+)"', sample), strict=True))
        # a reader goes by the rows themselves; the size is that of the sample
        head = re.sub(r"<dimension [^>]*/>", "", head)
        with book.open(SHEET, "w", force_zip64=True) as sheet:
            sheet.write(head.encode())
            last = _write_rows(sheet, columns, rows, known)
            sheet.write(_lines_below(below, last + 1).encode())
            sheet.write(tail.encode())


def _workbook(title: str, columns: Sequence[Column]) -> tuple[io.BytesIO, list[str]]:
    """A workbook with the head and, in its second row, a cell of each format."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        sheet = book.add_worksheet(title[:31].translate({ord(c): " " for c in "[]:*?/\\"}) or "1")
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, 12 if column.numeric else 18)
            sheet.write_string(0, index, column.heading, bold)
        for index, form in enumerate(FORMATS.values()):
            sheet.write_number(1, index, 0, book.add_format({"num_format": form}))
    file.seek(0)
    return file, list(FORMATS)


def _write_rows(sheet: Any, columns: Sequence[Column], rows: Iterable[Any], styles: dict[str, str]) -> int:
    """Returns the number of the last row."""
    number = 1
    places = [(column, xl_col_to_name(index)) for index, column in enumerate(columns)]
    waiting: list[str] = []
    for number, record in enumerate(rows, start=2):
        cells = [_cell(f"{name}{number}", column.plain(record), column.kind, styles) for column, name in places]
        waiting.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(waiting) >= ROWS_AT_ONCE:
            sheet.write("".join(waiting).encode())
            waiting.clear()
    sheet.write("".join(waiting).encode())
    return number


def _lines_below(lines: Sequence[Sequence[str]], first: int) -> str:
    return "".join(
        f'<row r="{number}">'
        + "".join(_text(f"{xl_col_to_name(index)}{number}", text) for index, text in enumerate(texts) if text)
        + "</row>"
        for number, texts in enumerate(lines, start=first)
    )


def _cell(place: str, value: Any, kind: str, styles: dict[str, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _text(place, value)
    if isinstance(value, date):
        style = styles["datetime" if isinstance(value, datetime) else "date"]
        return f'<c r="{place}" s="{style}"><v>{_serial(value):.16G}</v></c>'
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        number = float(value)
        if number - number != 0:  # neither a number nor written as one
            return _text(place, str(value))
        style = f' s="{styles["money"]}"' if kind == "money" else ""
        return f'<c r="{place}"{style}><v>{number:.16G}</v></c>'
    return _text(place, str(value))


def _text(place: str, text: str) -> str:
    text = text[:LONGEST_TEXT]
    if UNWRITABLE.search(text):
        text = UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if MARKS.search(text):
        text = escape(text)
    space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f'<c r="{place}" t="inlineStr"><is><t{space}>{text}</t></is></c>'


def _serial(day: date) -> float:
    """Days since the calendar's beginning, the time of the day as a fraction."""
    whole = day.toordinal() - FIRST_DAY.toordinal()
    if not isinstance(day, datetime):
        return whole
    return whole + (day.hour * 3600 + day.minute * 60 + day.second + day.microsecond / 1e6) / DAY_SECONDS
