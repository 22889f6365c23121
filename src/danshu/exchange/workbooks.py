"""Workbooks that people get from an import: the rows with errors, and an empty template."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

import xlsxwriter
from django.db import connection
from django.utils.translation import gettext as _

from danshu.exchange.engine.session import kind_named
from danshu.exchange.fields import Field, FieldType
from danshu.exchange.importing import ImportKind
from danshu.exchange.models import ImportBatch

# Texts stay texts: a customer called =1+1 must not become a formula (reliability.md section 6).
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
LONGEST = 32_767
WRONG = """
SELECT number, kinds, texts, fixes, problems, state FROM exchange_stagedrow
WHERE batch_id = %s AND number > %s AND state IN ('wrong', 'blocked', 'refused', 'kept') ORDER BY number LIMIT 2000
"""
TYPE_NAMES = {
    FieldType.INTEGER: "123",
    FieldType.DECIMAL: "12.5",
    FieldType.MONEY: "1234.50",
    FieldType.PERCENT: "13%",
    FieldType.DATE: "2026-09-18",
    FieldType.DATETIME: "2026-09-18 10:24",
    FieldType.PHONE: "13800000000",
    FieldType.EMAIL: "name@example.com",
}


def write_errors(batch: ImportBatch, out: BinaryIO) -> int:
    """The rows that were not imported, as they stand in the file, with row number and reason; returns how many.

    Wrong cells are red. The two added columns do not disturb when the corrected workbook is imported again.
    """
    columns: dict[str, int] = batch.mapping.get("columns", {})
    labels = {declared.name: str(declared.label) for declared in kind_named(batch.kind).fields}
    width = max([len(batch.headings), *(index + 1 for index in columns.values())], default=1)
    written = 0
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        pen = _Pen(book)
        sheet = book.add_worksheet(_("未导入的行"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, width - 1, 16)
        sheet.set_column(width, width, 8)
        sheet.set_column(width + 1, width + 1, 60)
        for index, heading in enumerate(batch.headings):
            pen.text(sheet, 0, index, heading, pen.bold)
        pen.text(sheet, 0, width, _("原行号"), pen.bold)
        pen.text(sheet, 0, width + 1, _("未导入的原因"), pen.bold)
        for number, kinds, texts, fixes, problems, state in _wrong_rows(batch.pk):
            written += 1
            _apply_fixes(kinds, texts, fixes, columns)
            red = {columns.get(problem["f"], -1) for problem in problems if not problem.get("w")}
            for index, text in enumerate(texts):
                pen.cell(sheet, written, index, kinds[index], text, wrong=index in red)
            sheet.write_number(written, width, number)
            pen.text(sheet, written, width + 1, _reason(problems, state, labels))
    return written


def _wrong_rows(batch_id: int) -> Iterator[tuple[int, list[str], list[str], dict[str, str], list[Any], str]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(WRONG, [batch_id, last])
            page = cursor.fetchall()
        if not page:
            return
        for number, kinds, texts, fixes, problems, state in page:
            replaced, wrong = json.loads(fixes or "{}"), json.loads(problems or "[]")
            yield number, list(kinds), json.loads(texts), replaced, wrong, state
        last = page[-1][0]


def _apply_fixes(kinds: list[str], texts: list[str], fixes: dict[str, str], columns: dict[str, int]) -> None:
    for name, text in fixes.items():
        index = columns.get(name, -1)
        if 0 <= index < len(texts):
            kinds[index], texts[index] = "s", text


def _reason(problems: list[Any], state: str, labels: dict[str, str]) -> str:
    if not problems and state == "blocked":
        return _("同一单的其他行有错误，整单没有导入")
    return _("；").join(
        _("%(label)s：%(message)s") % {"label": labels[p["f"]], "message": p["m"]}
        if p["f"] in labels and labels[p["f"]] not in p["m"]
        else p["m"]
        for p in problems
    )


class _Pen:
    """Writes cells so that they look as in the file and can never run."""

    def __init__(self, book: Any) -> None:
        self.bold = book.add_format({"bold": True, "text_wrap": True})
        day, moment = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
        red = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
        self.formats = {
            (False, "d"): book.add_format({"num_format": day}),
            (False, "t"): book.add_format({"num_format": moment}),
            (True, "d"): book.add_format({"num_format": day, **red}),
            (True, "t"): book.add_format({"num_format": moment, **red}),
            (True, ""): book.add_format(red),
        }

    def text(self, sheet: Any, line: int, column: int, text: str, style: Any = None) -> None:
        sheet.write_string(line, column, text[:LONGEST], style)

    def cell(self, sheet: Any, line: int, column: int, kind: str, text: str, *, wrong: bool = False) -> None:
        style = self.formats.get((wrong, kind), self.formats.get((wrong, "")))
        if kind == "n":
            sheet.write_number(line, column, float(text), style)
        elif kind == "d":
            sheet.write_datetime(line, column, date.fromisoformat(text), style)
        elif kind == "t":
            sheet.write_datetime(line, column, datetime.fromisoformat(text), style)
        elif text or wrong:
            sheet.write_string(line, column, text[:LONGEST], style)


def write_template(kind: ImportKind, out: BinaryIO) -> None:
    """An empty workbook with the headings of a kind, required ones with *, and a sheet that explains each column."""
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        pen = _Pen(book)
        sheet, notes = book.add_worksheet(_("数据")), book.add_worksheet(_("填写说明"))
        sheet.freeze_panes(1, 0)
        notes.set_column(0, 3, 24)
        for index, heading in enumerate((_("列"), _("必填"), _("说明"), _("例"))):
            pen.text(notes, 0, index, heading, pen.bold)
        for index, declared in enumerate(kind.fields):
            star = "*" if declared.required else ""
            pen.text(sheet, 0, index, f"{declared.label}{star}", pen.bold)
            sheet.set_column(index, index, max(12, 2 * len(str(declared.label)) + 4))
            facts = (str(declared.label), _("是") if declared.required else "", _hint(declared), _example(declared))
            for column, text in enumerate(facts):
                pen.text(notes, index + 1, column, text)


def _hint(declared: Field) -> str:
    parts = [str(declared.hint)] if declared.hint else []
    if declared.type == FieldType.CHOICE:
        parts.append(_("可以填：%(choices)s") % {"choices": _("、").join(str(c.label) for c in declared.all_choices())})
    if declared.max_length:
        parts.append(_("最多 %(limit)s 个字") % {"limit": declared.max_length})
    return _("；").join(parts)


def _example(declared: Field) -> str:
    return declared.example or TYPE_NAMES.get(declared.type, "")
