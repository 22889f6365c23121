"""xlsx, xlsm, xlsb, xls and ods through calamine, after the archive has been checked."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from typing import Any

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from danshu.exchange.reading.archive import open_checked
from danshu.exchange.reading.cells import encode_values
from danshu.exchange.reading.limits import Limits
from danshu.exchange.reading.parts import Extent, extent, refuse_entities, sheet_parts
from danshu.exchange.reading.refusal import Refusal
from danshu.exchange.reading.sniffing import OLE


class Workbook:
    """One opened workbook. Sheets are addressed by their place, because names may end in blanks or repeat."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.limits = limits
        self.archive: zipfile.ZipFile | None = None
        self.parts: list[tuple[str, str]] = []
        with open(path, "rb") as stream:
            zipped = stream.read(2) == b"PK"
        if zipped:
            self.archive = open_checked(path, limits)
            refuse_entities(self.archive, limits)
            self.parts = sheet_parts(self.archive, limits)
        self.book = _open(path)
        if len(self.book.sheet_names) > limits.sheets:
            raise Refusal("sheets", count=len(self.book.sheet_names), limit=limits.sheets)

    def sheets(self) -> list[tuple[str, bool, bool]]:
        """(name, hidden, is a table) of each sheet, in workbook order."""
        return [
            (meta.name, meta.visible != SheetVisibleEnum.Visible, meta.typ == SheetTypeEnum.WorkSheet)
            for meta in self.book.sheets_metadata
        ]

    def open(self, index: int) -> Sheet:
        """Load one sheet. Raises Refusal when its filled area is too large or it cannot be read."""
        name = self.book.sheet_names[index]
        self._check_extent(index, name)
        try:
            return Sheet(self.book.get_sheet_by_index(index), name, self.limits)
        except python_calamine.PasswordError as error:
            raise Refusal("encrypted") from error
        except python_calamine.CalamineError as error:
            raise Refusal("sheet_damaged", sheet=name) from error

    def _check_extent(self, index: int, name: str) -> None:
        """Before calamine builds the rectangle in memory: it aborts the process on A1 and XFD1048576."""
        member = dict(enumerate(member for _, member in self.parts)).get(index, "")
        if not (self.archive and member and member.lower().endswith(".xml")):
            return
        filled: Extent = extent(self.archive, member, self.limits)
        if filled.rows * filled.columns > self.limits.cells:
            raise Refusal(
                "too_large",
                sheet=name,
                cell=filled.far_cell,
                rows=filled.rows,
                columns=filled.columns,
                limit=self.limits.cells,
            )


class Sheet:
    """One loaded sheet."""

    def __init__(self, sheet: CalamineSheet, name: str, limits: Limits) -> None:
        self.sheet, self.name, self.limits = sheet, name, limits
        # calamine hands out every row from the top, but leaves out empty columns at the left
        self.first_column = sheet.start[1] if sheet.start else 0
        last = sheet.end or (-1, -1)
        self.height, self.columns = last[0] + 1, last[1] + 1
        if self.columns - self.first_column > limits.columns:
            raise Refusal("columns", sheet=name, count=self.columns, limit=limits.columns)
        if self.height * self.columns > limits.cells:
            raise Refusal("too_large", sheet=name, rows=self.height, columns=self.columns, limit=limits.cells)

    def merged(self) -> list[tuple[int, int, int, int]]:
        """(first row, first column, last row, last column) of merged ranges, rows from 1, columns from 0."""
        ranges = self.sheet.merged_cell_ranges or []
        return sorted((a + 1, b, c + 1, d) for (a, b), (c, d) in ranges)

    def rows(self) -> Iterator[tuple[int, str, int]]:
        """(row number, encoded row or "" for a blank one, width); cells merged downwards carry their value on."""
        fill = _MergeFiller(self.merged())
        blanks: list[Any] = [""] * self.first_column
        for number, filled in enumerate(self.sheet.iter_rows(), 1):
            values = blanks + filled if blanks else filled
            if fill.active:
                fill.apply(number, values)
            try:
                yield number, encode_values(number, values, self.limits.cell_characters), len(values)
            except Refusal as refusal:
                refusal.sheet = self.name
                raise


class _MergeFiller:
    """Gives the rows below the first of a vertical merge its value: that is what people see."""

    def __init__(self, ranges: list[tuple[int, int, int, int]]) -> None:
        self.pending = [r for r in ranges if r[2] > r[0] and r[1] == r[3]]
        self.active = bool(self.pending)
        self.next = 0
        self.open: dict[int, tuple[int, Any]] = {}

    def apply(self, number: int, values: list[Any]) -> None:
        for column, (last, value) in list(self.open.items()):
            if number > last:
                del self.open[column]
            elif column < len(values) and values[column] == "":
                values[column] = value
        while self.next < len(self.pending) and self.pending[self.next][0] <= number:
            first, column, last, _ = self.pending[self.next]
            self.next += 1
            if first == number and column < len(values) and values[column] != "":
                self.open[column] = (last, values[column])


def _open(path: str) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError as error:
        raise Refusal("encrypted") from error
    except python_calamine.CalamineError as error:
        if _is_encrypted(path):
            raise Refusal("encrypted") from error
        raise Refusal("xml_entities" if "entity" in str(error).lower() else "damaged") from error


def _is_encrypted(path: str) -> bool:
    """Whether a password keeps a workbook closed. calamine tells only by a name with its ending, and a stored file has
    none: it is tried again under both endings that such a file can have."""
    with open(path, "rb") as stream:
        if stream.read(len(OLE)) != OLE:
            return False
    with tempfile.TemporaryDirectory() as folder:
        return any(_asks_for_password(path, f"{folder}/book{suffix}") for suffix in (".xls", ".xlsx"))


def _asks_for_password(path: str, name: str) -> bool:
    os.symlink(os.path.abspath(path), name)
    try:
        CalamineWorkbook.from_path(name)
    except python_calamine.PasswordError:
        return True
    except python_calamine.CalamineError:
        pass
    return False
