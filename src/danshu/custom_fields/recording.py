"""Finding the field that an operation is about, and its changes in the words of the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.rules import require_valid
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version
from danshu.kit.words import listed

Changes = dict[str, tuple[Any, Any]]
EMPTY: tuple[Any, ...] = (None, "", [], False, 0)


def locked_field(field_id: int, *, version: int | None = None) -> FieldDefinition:
    """The valid field, locked. Raises NotFound, EditConflict, FieldRetired."""
    row = lock(FieldDefinition.objects.filter(pk=field_id)).first()
    if row is None:
        raise NotFound
    require_version(row, version)
    require_valid(row)
    return row


def first_values(values: Mapping[str, Any]) -> Changes:
    """The changes of a new field: everything that is not empty."""
    return {name: (None, _word(value)) for name, value in values.items() if value not in EMPTY}


def changed_values(changes: Mapping[str, tuple[Any, Any]]) -> Changes:
    """Old and new as they are kept: lists of options by their names."""
    return {name: (_word(old), _word(new)) for name, (old, new) in changes.items()}


def _word(value: Any) -> Any:
    if isinstance(value, list):
        return listed(_option(each) if isinstance(each, dict) else each for each in value)
    return value if value is None or isinstance(value, bool | int) else str(value)


def _option(option: Mapping[str, Any]) -> str:
    return str(option["name"]) if option["is_valid"] else f"({option['name']})"
