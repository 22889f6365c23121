"""Which part of an xlsx is which sheet, and how far its filled cells reach, without building anything in memory."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass
from xml.parsers import expat

from danshu.exchange.reading.archive import read_blocks
from danshu.exchange.reading.limits import Limits
from danshu.exchange.reading.refusal import Refusal

SMALL = 4 * 1024 * 1024
# A cell with content: not self-closing. Formatted empty cells (whole columns coloured) must not count.
CELL = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*(?<!/)>')
UNUSUAL_CELL = re.compile(rb'<(?:[A-Za-z]\w*:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3}\d{1,7})"[^>]*(?<!/)>')
DIGITS, LETTERS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extent:
    """The filled area of a sheet (from 1), and the cell that reaches farthest."""

    rows: int = 0
    columns: int = 0
    far_cell: str = ""


def sheet_parts(archive: zipfile.ZipFile, limits: Limits) -> list[tuple[str, str]]:
    """(sheet name, member) in workbook order; empty when this is no xlsx. Works for strict files too."""
    names = {name.lower(): name for name in archive.namelist()}
    if "xl/workbook.xml" not in names:
        return []
    book = _attributes(archive, names["xl/workbook.xml"], "sheet", limits)
    relations = names.get("xl/_rels/workbook.xml.rels")
    targets = {a.get("Id", ""): a.get("Target", "") for a in _attributes(archive, relations, "Relationship", limits)}
    found = []
    for sheet in book:
        target = next((targets.get(value, "") for key, value in sheet.items() if key.rpartition(":")[2] == "id"), "")
        member = posixpath.normpath(posixpath.join("xl", target)) if not target.startswith("/") else target[1:]
        found.append((sheet.get("name", ""), names.get(member.lower(), "")))
    return found


def _attributes(archive: zipfile.ZipFile, member: str | None, tag: str, limits: Limits) -> list[dict[str, str]]:
    """The attributes of each element with this local name."""
    found: list[dict[str, str]] = []
    if member is None:
        return found
    data = b"".join(read_blocks(archive, member, limits))
    if len(data) > SMALL or DOCTYPE.search(data):
        raise Refusal("xml_entities" if DOCTYPE.search(data) else "damaged")
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == tag:
            found.append(attributes)

    parser.StartElementHandler = start
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refusal("damaged") from error
    return found


def refuse_entities(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Raise Refusal when the shared texts declare entities (a bomb); no spreadsheet program writes any."""
    for name in archive.namelist():
        if name.lower() in ("xl/sharedstrings.xml", "xl/styles.xml", "content.xml"):
            head = next(read_blocks(archive, name, limits), b"")
            if DOCTYPE.search(head[:65536]):
                raise Refusal("xml_entities")


def extent(archive: zipfile.ZipFile, member: str, limits: Limits) -> Extent:
    """The filled area of one sheet, read in a stream. Raises Refusal for entities and oversized parts."""
    rows = columns = 0
    row_cell = column_cell = rest = b""
    for block in read_blocks(archive, member, limits):
        text = rest + block
        if b"<!" in text and DOCTYPE.search(text):
            raise Refusal("xml_entities")
        end = max(text.rfind(b"<"), 0)
        refs = (CELL if b'<c r="' in text else UNUSUAL_CELL).findall(text, 0, end)
        if refs:
            low = max({ref.lstrip(LETTERS): ref for ref in refs}.values(), key=_row)
            if _row(low) > rows:
                rows, row_cell = _row(low), low
            wide = max({ref.rstrip(DIGITS): ref for ref in refs}.values(), key=_column)
            if _column(wide) > columns:
                columns, column_cell = _column(wide), wide
        rest = text[end:] if len(text) - end < SMALL else b""
    return Extent(rows, columns, (row_cell if rows > columns * 16 else column_cell).decode())


def _row(ref: bytes) -> int:
    return int(ref.lstrip(LETTERS))


def _column(ref: bytes) -> int:
    """The column's number, A = 1."""
    number = 0
    for byte in ref.rstrip(DIGITS):
        number = number * 26 + byte - 64
    return number
