"""Staged rows become rows of the kind, by the mapping of the batch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from danshu.exchange.converting import CellProblem, ColumnStyle, converter
from danshu.exchange.converting.cells import Convert
from danshu.exchange.fields import Field
from danshu.exchange.importing import Group, ImportKind, Problem, Row
from danshu.exchange.models import ImportBatch

PAGE = 5_000
REMEMBERED = 8_000  # cells of each column
SHORT = 60  # characters
SELECT = "SELECT number, kinds, texts, fixes, group_no FROM exchange_stagedrow WHERE batch_id = %s"


@dataclass(frozen=True, slots=True)
class Staged:
    """A staged row as it lies in the table."""

    number: int
    kinds: str
    texts: list[str]
    fixes: Mapping[str, str]
    group_no: int | None

    def cell(self, field: str, column: int) -> tuple[str, str]:
        """(kind, text) of a cell; what a person typed instead wins."""
        if field in self.fixes:
            return "s", self.fixes[field]
        return (self.kinds[column], self.texts[column]) if column < len(self.texts) else ("-", "")


def read_rows(where: str, arguments: Sequence[Any]) -> list[Staged]:
    """Rows by a condition that begins with the batch; `where` is a constant of this module's callers."""
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECT} {where}", arguments)
        return [
            Staged(number, kinds, json.loads(texts), json.loads(fixes) if fixes else {}, group_no)
            for number, kinds, texts, fixes, group_no in cursor.fetchall()
        ]


def all_rows(batch_id: int) -> Iterator[Staged]:
    """Every row in file order, page by page."""
    last = 0
    while page := read_rows("AND number > %s ORDER BY number LIMIT %s", [batch_id, last, PAGE]):
        yield from page
        last = page[-1].number


def remembering(convert: Convert) -> Convert:
    """The converter of a column with a memory: cells repeat within a column, and each row is read up to four times
    (questions, grouping, dry run, run). Refused cells and long texts are not kept."""
    known: dict[tuple[str, str], Any] = {}

    def look(kind: str, text: str) -> Any:
        cell = kind, text
        if cell in known:
            return known[cell]
        value = convert(kind, text)
        if len(known) < REMEMBERED and len(text) <= SHORT:
            known[cell] = value
        return value

    return look


class Conversion:
    """The mapping of a batch as converters."""

    def __init__(self, kind: ImportKind, batch: ImportBatch) -> None:
        self.kind = kind
        columns: Mapping[str, int] = batch.mapping.get("columns", {})
        constants: Mapping[str, str] = batch.mapping.get("constants", {})
        self.mapped = frozenset(columns) | frozenset(constants)
        self.empty = {field.name: field.default for field in kind.fields}
        self.columns = [
            (field, columns[field.name], remembering(converter(field, self._style(batch, field))))
            for field in kind.fields
            if field.name in columns
        ]
        self.constants = self._constants(kind, constants)
        self.fixable = [field for field in kind.fields if field.name not in columns]

    @staticmethod
    def _style(batch: ImportBatch, field: Field) -> ColumnStyle:
        style: dict[str, Any] = dict(batch.styles.get(field.name, {}))
        if style.get("date_order") == "?":
            style["date_order"] = batch.answers.get(f"date_order:{field.name}", "")
        return ColumnStyle(**({"from_text": batch.file_kind == "text"} | style))

    @staticmethod
    def _constants(kind: ImportKind, texts: Mapping[str, str]) -> dict[str, Any]:
        return {name: converter(kind.field(name), ColumnStyle(keys=True))("s", text) for name, text in texts.items()}

    def convert(self, staged: Staged) -> tuple[Row, list[Problem]]:
        """The row with its values, and what is wrong in its cells; a wrong cell is None."""
        values: dict[str, Any] = self.empty | self.constants
        problems: list[Problem] = []
        kinds, texts, width = staged.kinds, staged.texts, len(staged.texts)
        for field, column, convert in self.columns:
            if staged.fixes:
                letter, text = staged.cell(field.name, column)
            else:
                letter, text = (kinds[column], texts[column]) if column < width else ("-", "")
            try:
                value = convert(letter, text)
            except CellProblem as problem:
                values[field.name] = None
                problems.append(_problem(staged.number, field.name, problem))
                continue
            if value is None and field.required:
                problems.append(_missing(staged.number, field))
            values[field.name] = value
        if staged.fixes:
            self._apply_fixes(staged, values, problems)
        return Row(staged.number, values), problems

    def _apply_fixes(self, staged: Staged, values: dict[str, Any], problems: list[Problem]) -> None:
        """Values typed for fields that the file has no column for."""
        for field in self.fixable:
            if field.name in staged.fixes:
                try:
                    values[field.name] = converter(field, ColumnStyle())("s", staged.fixes[field.name])
                except CellProblem as problem:
                    problems.append(_problem(staged.number, field.name, problem))


def _problem(number: int, field: str, problem: CellProblem) -> Problem:
    return Problem(number, field, problem.code, problem.message, problem.reason, suggestions=problem.suggestions)


def _missing(number: int, field: Field) -> Problem:
    return Problem(number, field.name, "required", _("%(label)s必填") % {"label": field.label}, _("缺少必填"))


def groups_of(rows: Sequence[Staged], conversion: Conversion, batch_id: int) -> list[Group]:
    """Rows in group order become groups; their cells are known to be right."""
    found: list[Group] = []
    current: list[Row] = []
    number: int | None = None
    for staged in rows:
        if staged.group_no != number and current:
            found.append(_group(batch_id, number or 0, current))
            current = []
        number = staged.group_no
        current.append(conversion.convert(staged)[0])
    if current:
        found.append(_group(batch_id, number or 0, current))
    return found


def _group(batch_id: int, number: int, rows: list[Row]) -> Group:
    return Group(number, tuple(rows), f"import:{batch_id}:{rows[0].number}")
