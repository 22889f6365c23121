"""What the wizard proposes for a file: sheet, heading row, columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from danshu.exchange.headings import Column, columns_of, find_heading_row
from danshu.exchange.importing import ImportKind, MappingTemplate
from danshu.exchange.mapping import by_headings, fitting_template, guess, vocabulary
from danshu.exchange.reading.opening import FileInfo, RawRow, SheetInfo
from danshu.kit.texts import TURNED

KEPT_ROWS, KEPT_TEXT, KEPT_CELLS = 30, 120, 6_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """A first mapping. `template` is the shipped one that fits; `scores` tell how sure each pair is."""

    sheet: int
    heading_row: int
    headings: list[str]
    mapping: dict[str, Any]
    scores: dict[str, float]
    template: MappingTemplate | None = None


def sheets_json(info: FileInfo) -> list[dict[str, Any]]:
    """The sheets as kept with the batch: enough for the pages, so that the file is not parsed again for each."""
    return [_sheet_json(sheet) for sheet in info.sheets]


def _sheet_json(sheet: SheetInfo) -> dict[str, Any]:
    width = max((len(row.texts) for row in sheet.preview), default=1)
    kept = sheet.preview[: max(3, min(KEPT_ROWS, KEPT_CELLS // max(width, 1)))]
    return {
        "index": sheet.index,
        "name": sheet.name,
        "hidden": sheet.hidden,
        "rows": sheet.rows,
        "blank": sheet.blank_rows,
        "columns": sheet.columns,
        "refused": str(sheet.refused) if sheet.refused else "",
        "preview": [[row.number, row.kinds, [TURNED.sub("", text[:KEPT_TEXT]) for text in row.texts]] for row in kept],
    }


def preview_of(sheets: Sequence[Mapping[str, Any]], index: int) -> list[RawRow]:
    """The kept first rows of a sheet."""
    found = next((sheet for sheet in sheets if sheet["index"] == index), None)
    return [RawRow(number, kinds, texts) for number, kinds, texts in found["preview"]] if found else []


def headings_at(preview: Sequence[RawRow], heading_row: int) -> list[str]:
    """The texts of the heading row as they stand in the file."""
    return next((row.texts for row in preview if row.number == heading_row), [])


def propose(kind: ImportKind, sheets: Sequence[Mapping[str, Any]]) -> Proposal:
    """The sheet whose columns fit best (a hidden one only when nothing else has data), with its columns."""
    usable = [sheet for sheet in sheets if sheet["rows"] and not sheet["hidden"]]
    usable = usable or [sheet for sheet in sheets if sheet["rows"]]
    proposals = [propose_sheet(kind, sheets, sheet["index"]) for sheet in usable]
    return max(proposals, key=lambda p: (p.template is not None, sum(p.scores.values())))


def propose_sheet(
    kind: ImportKind, sheets: Sequence[Mapping[str, Any]], index: int, heading_row: int | None = None
) -> Proposal:
    """The same for one sheet, and for a heading row that a person chose."""
    preview = preview_of(sheets, index)
    name = next(sheet["name"] for sheet in sheets if sheet["index"] == index)
    row = find_heading_row(preview, vocabulary(kind.fields)) if heading_row is None else heading_row
    columns = columns_of(preview, row)
    template = fitting_template(kind.code, name, columns)
    if template:
        content = {"columns": template.columns, "constants": template.constants, "options": template.options}
        mapping = from_content(content, columns)
        scores = dict.fromkeys(mapping["columns"], 1.0)
    else:
        matches = guess(kind.fields, columns)
        mapping = {"columns": {field: match.column for field, match in matches.items()}, "constants": {}, "options": {}}
        scores = {field: match.score for field, match in matches.items()}
    return Proposal(index, row, headings_at(preview, row), mapping, scores, template)


def from_content(content: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """A kept mapping (by headings) in this sheet (by column numbers)."""
    return {
        "columns": by_headings(columns, content["columns"]),
        "constants": dict(content.get("constants", {})),
        "options": dict(content.get("options", {})),
    }
