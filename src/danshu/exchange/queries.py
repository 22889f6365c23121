"""What pages, API and command line read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from danshu.exchange.headings import Column, columns_of
from danshu.exchange.importing import KINDS, TEMPLATES, ImportKind, kinds_for
from danshu.exchange.mapping import by_headings
from danshu.exchange.models import ExportJob, ImportBatch, RowState, SavedMapping, StagedRow
from danshu.exchange.permissions import EXPORT, IMPORT
from danshu.exchange.proposing import preview_of
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound

WRONG_STATES = (RowState.WRONG, RowState.BLOCKED, RowState.REFUSED)


def batches(actor: Actor) -> QuerySet[ImportBatch]:
    """The imports that exist for an actor: of kinds he may import, in his scope."""
    kinds = [kind.code for kind in kinds_for(actor)]
    found: QuerySet[ImportBatch] = ImportBatch.objects.visible_to(actor, IMPORT).filter(kind__in=kinds)
    return found.defer("sheets")


def batch(actor: Actor, batch_id: int) -> ImportBatch:
    """One import with its preview. Raises NotFound, also when out of scope."""
    found = batches(actor).defer(None).select_related("file").filter(pk=batch_id).first()
    if found is None:
        raise NotFound
    return found


def exports(actor: Actor) -> QuerySet[ExportJob]:
    """The exports that exist for an actor."""
    found: QuerySet[ExportJob] = ExportJob.objects.visible_to(actor, EXPORT)
    return found


def export(actor: Actor, export_id: int) -> ExportJob:
    """One export. Only the person who asked may fetch it. Raises NotFound."""
    found = exports(actor).select_related("file").filter(pk=export_id).first()
    if found is None:
        raise NotFound
    return found


def columns(found: ImportBatch, *, sheet: int | None = None, heading_row: int | None = None) -> list[Column]:
    """The columns of the chosen sheet."""
    preview = preview_of(found.sheets, found.sheet if sheet is None else sheet)
    return columns_of(preview, found.heading_row if heading_row is None else heading_row)


@dataclass(frozen=True, slots=True)
class KnownMapping:
    """A mapping that can be taken: a shipped one by its code, a saved one by its name."""

    key: str
    label: str
    content: dict[str, Any]
    pk: int | None = None
    is_shared: bool = True


def mappings(actor: Actor, kind: str) -> list[KnownMapping]:
    """Shipped, shared and own mappings of a kind."""
    shipped = [
        KnownMapping(
            template.code,
            str(template.label),
            {
                "columns": dict(template.columns),
                "constants": dict(template.constants),
                "options": dict(template.options),
                "answers": dict(template.answers),
                "policy": template.policy,
                "sheet": template.sheet,
            },
        )
        for template in TEMPLATES.values()
        if template.kind == kind
    ]
    rows = SavedMapping.objects.filter(Q(is_shared=True) | Q(owner_id=actor.user_id), kind=kind).order_by("name")
    saved = [KnownMapping(row.name, row.name, row.content, row.pk, row.is_shared) for row in rows]
    return [*shipped, *saved]


def mapping_named(actor: Actor, kind: str, name: str) -> KnownMapping:
    """A mapping by code or name. Raises NotFound."""
    found = next((known for known in mappings(actor, kind) if name in (known.key, known.label)), None)
    if found is None:
        raise NotFound
    return found


def columns_by(known: KnownMapping, found: ImportBatch, *, sheet: int, heading_row: int) -> dict[str, int]:
    """The columns of a known mapping in a sheet."""
    return by_headings(columns(found, sheet=sheet, heading_row=heading_row), known.content["columns"])


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """One line of the error table: the cell, what is wrong, what could stand there."""

    row: int
    field: str
    label: str
    text: str
    message: str
    warning: bool
    suggestions: Sequence[str]
    name: str


def problem_rows(
    found: ImportBatch, *, code: str = "", field: str = "", warnings: bool = False, start: int = 0, count: int = 50
) -> tuple[list[ShownProblem], bool]:
    """Problems from row `start` on, filtered by reason; True when there are more."""
    kind = KINDS[found.kind]
    rows = StagedRow.objects.filter(batch=found, number__gte=start).exclude(problems=None)
    wanted: dict[str, Any] = {"c": code, "f": field} if code else {}
    if warnings:
        wanted["w"] = True
    elif found.status == "checked":
        rows = rows.filter(state__in=WRONG_STATES)
    if wanted:
        rows = rows.filter(problems__contains=[wanted])
    page = list(rows.order_by("number")[: count + 1])
    shown = [
        problem
        for row in page[:count]
        for problem in _shown(kind, found, row)
        if problem.warning == warnings and (not code or (problem.field, code) == (field, code))
    ]
    return shown, len(page) > count


def _shown(kind: ImportKind, found: ImportBatch, row: StagedRow) -> list[ShownProblem]:
    labels = {declared.name: str(declared.label) for declared in kind.fields}
    texts = (_cell(found, row, name) for name in kind.naming_fields)
    name = next((text for text in texts if text.strip()), "")
    return [
        ShownProblem(
            row.number,
            raw["f"],
            labels.get(raw["f"], ""),
            _cell(found, row, raw["f"]),
            raw["m"],
            bool(raw.get("w")),
            raw.get("s", ()),
            name,
        )
        for raw in row.problems or ()
    ]


def _cell(found: ImportBatch, row: StagedRow, field: str) -> str:
    """What stands in a row for a field: a correction, the cell, or the value that holds for every row."""
    columns_, constants = found.mapping.get("columns", {}), found.mapping.get("constants", {})
    if field in (fixes := row.fixes or {}):
        return str(fixes[field])
    return _text(row, columns_[field]) if field in columns_ else str(constants.get(field, ""))


def _text(row: StagedRow, column: int) -> str:
    return str(row.texts[column]) if 0 <= column < len(row.texts) else ""


def sample_rows(found: ImportBatch, action: str, count: int = 50) -> list[tuple[int, list[str]]]:
    """The first rows that would be created, updated or skipped, as in the file."""
    rows = StagedRow.objects.filter(batch=found, action=action).order_by("number")[:count]
    indexes = list(found.mapping.get("columns", {}).values())
    return [(row.number, [_text(row, index) for index in indexes]) for row in rows]


def kept_rows(found: ImportBatch, count: int = 200) -> list[tuple[int, str]]:
    """(row, what was left and why) of an undo."""
    rows = StagedRow.objects.filter(batch=found, state=RowState.KEPT).exclude(problems=None).order_by("number")[:count]
    return [(row.number, problem["m"]) for row in rows for problem in row.problems or ()]
