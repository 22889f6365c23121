"""Custom fields for tests; made by the real operations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.operations.define_field import define_field
from danshu.custom_fields.operations.switch_fields import switch_fields
from danshu.kit.actor import Actor

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
ADMIN = Actor.system()


def make_field(code: str, kind: str = "text", *, host: str = "parties.customer", on: bool = True, **values: Any) -> Any:
    """A field of a kind of record, switched on unless said otherwise; its title is its code unless given."""
    given = {"code": code, "kind": kind, "label": code, **values}
    row = define_field(host=host, values=given, actor=ADMIN, at=NOON)
    if on:
        switch_fields(field_ids=[row.pk], is_on=True, actor=ADMIN, at=NOON)
        return stored(row)
    return row


def options(*names: str) -> list[dict[str, Any]]:
    """The own list of a field: codes o1, o2 and so on."""
    return [{"name": name} for name in names]


def stored(row: FieldDefinition) -> FieldDefinition:
    """The field as it is now."""
    return FieldDefinition.objects.get(pk=row.pk)
