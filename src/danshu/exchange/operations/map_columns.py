"""Say which column is which field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.exchange.batches import batch_in_scope, move
from danshu.exchange.converting import CellProblem, ColumnStyle, converter
from danshu.exchange.engine.session import kind_named
from danshu.exchange.errors import FileRefused
from danshu.exchange.fields import Field
from danshu.exchange.importing import ImportKind, Policy
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.permissions import IMPORT
from danshu.exchange.proposing import headings_at, preview_of
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The whole decision: sheet by place, heading row (0: none), field -> column, field -> text for every row."""

    sheet: int
    heading_row: int
    columns: Mapping[str, int]
    constants: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    policy: str = Policy.SKIP


@operation("exchange.map_columns", permission=IMPORT, label=("对应导入列", "Map the columns of an import"))
def map_columns(
    *, batch_id: int, mapping: ColumnMapping, seen: int | None = None, actor: Actor, at: datetime
) -> ImportBatch:
    """The batch is "mapped" and can be checked. Refused (FieldErrors) while a required field has neither a column
    nor a value, and for unknown fields, columns, settings and policies.
    """
    batch = batch_in_scope(batch_id, actor, seen=seen)
    kind = kind_named(batch.kind)
    sheet = next((s for s in batch.sheets if s["index"] == mapping.sheet and s["rows"]), None)
    if sheet is None:
        raise FileRefused("no_such_sheet", file=batch.file_name, number=mapping.sheet + 1)
    if problems := mapping_problems(kind, mapping, sheet["columns"]):
        raise FieldErrors(problems)
    before = batch.mapping
    batch.sheet, batch.sheet_name, batch.blank_rows = mapping.sheet, sheet["name"], sheet["blank"]
    batch.heading_row = mapping.heading_row
    batch.headings = headings_at(preview_of(batch.sheets, mapping.sheet), mapping.heading_row)
    batch.mapping = {
        "columns": dict(mapping.columns),
        "constants": {name: text for name, text in mapping.constants.items() if text},
        "options": dict(mapping.options),
    }
    batch.policy = mapping.policy
    if batch.status != BatchStatus.MAPPED:
        move(batch, BatchStatus.MAPPED, mapping=(before, batch.mapping))
    names = ("sheet", "sheet_name", "blank_rows", "heading_row", "headings", "mapping", "policy", "status")
    batch.save(update_fields=[*names, *touch(batch, actor=actor, at=at)])
    return batch


def mapping_problems(kind: ImportKind, mapping: ColumnMapping, width: int) -> list[FieldProblem]:
    """What stands against a mapping for a sheet of so many columns."""
    known = {declared.name: declared for declared in kind.fields}
    found = []
    for name, column in mapping.columns.items():
        if name not in known or not 0 <= column < max(width, 1):
            found.append(FieldProblem(name, "unknown", _("没有这个字段或这一列")))
    taken: dict[int, str] = {}
    for name, column in mapping.columns.items():
        if taken.setdefault(column, name) != name:
            found.append(FieldProblem(name, "column_taken", _("这一列已经对应了别的字段")))
    for declared in kind.fields:
        given = mapping.constants.get(declared.name, "")
        if declared.required and declared.name not in mapping.columns and not given and declared.default is None:
            text = _("“%(label)s”必填，选择一列，或填一个固定值") % {"label": declared.label}
            found.append(FieldProblem(declared.name, "required", text))
    settings = {option.name: option for option in kind.options}
    found += _wrong_texts(known, mapping.constants) + _wrong_texts(settings, mapping.options)
    if mapping.policy not in kind.policies:
        found.append(FieldProblem("policy", "unknown", _("没有这种导入方式")))
    return found


def _wrong_texts(known: Mapping[str, Field], texts: Mapping[str, str]) -> list[FieldProblem]:
    found = []
    for name, text in texts.items():
        if name not in known:
            found.append(FieldProblem(name, "unknown", _("没有这个字段或这一列")))
            continue
        try:
            converter(known[name], ColumnStyle(keys=True))("s" if text else "-", text)
        except CellProblem as problem:
            found.append(FieldProblem(name, problem.code, problem.message))
    return found
