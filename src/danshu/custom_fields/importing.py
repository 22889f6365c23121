"""Custom fields as columns of imports: found by their titles, converted like the host's own (SYS-009)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from danshu.custom_fields.definitions import CustomField
from danshu.custom_fields.hosts import TARGETS
from danshu.custom_fields.kinds import FieldKind
from danshu.custom_fields.queries import fields_in_use
from danshu.dictionaries.queries import named_choices
from danshu.exchange.fields import Choice, Field, FieldType

TYPES = {
    FieldKind.NOTE: FieldType.NOTE, FieldKind.INTEGER: FieldType.INTEGER, FieldKind.DECIMAL: FieldType.DECIMAL,
    FieldKind.MONEY: FieldType.MONEY, FieldKind.DATE: FieldType.DATE, FieldKind.MOMENT: FieldType.DATETIME,
    FieldKind.BOOLEAN: FieldType.BOOLEAN, FieldKind.CHOICE: FieldType.CHOICE,
}  # fmt: skip


def import_fields(host: str) -> list[Field]:
    """A column for each field in use that a file can hold; links to records are told by their keys nowhere, so not here."""
    return [_field(each) for each in fields_in_use(host) if each.kind not in TARGETS]


def imported(host: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row by the codes of their fields; empty cells say nothing."""
    return {each.code: row[each.name] for each in fields_in_use(host) if row.get(each.name) not in (None, "")}


def _field(found: CustomField) -> Field:
    names = tuple(filter(None, (found.label_zh, found.label_en, found.code)))
    return Field(
        found.name, found.label, TYPES.get(found.kind, FieldType.TEXT), synonyms=names, max_length=found.max_length,
        choices=lambda: _choices(found), hint=found.help_text,
    )  # fmt: skip


def _choices(found: CustomField) -> Sequence[Choice]:
    if found.kind != FieldKind.CHOICE:
        return ()
    if found.dictionary:
        return [Choice(str(pk), label, names, is_key=True) for pk, label, names in named_choices(found.dictionary)]
    valid = [each for each in found.options if each.is_valid]
    return [Choice(each.code, each.label, tuple(filter(None, (each.name, each.name_en)))) for each in valid]
