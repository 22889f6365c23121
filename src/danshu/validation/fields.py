"""The fields that rules of a host can speak of: its own and its custom ones, as values to compare."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from danshu.custom_fields.definitions import CustomField
from danshu.custom_fields.kinds import NUMBERS, FieldKind
from danshu.custom_fields.queries import every_field, fields_in_use
from danshu.kit.typed import typed_number
from danshu.validation.hosts import HOSTS, HostField
from danshu.validation.kinds import ValueType

CUSTOM = "custom-"
TYPES = {
    FieldKind.DATE: ValueType.DATE, FieldKind.MOMENT: ValueType.DATE, FieldKind.BOOLEAN: ValueType.BOOLEAN,
    FieldKind.CHOICE: ValueType.CHOICE, FieldKind.MULTI: ValueType.CHOICE,
}  # fmt: skip


def field_of(host: str, name: str) -> HostField | None:
    """A field by its name, a retired custom one too; None for one that does not exist."""
    if name.startswith(CUSTOM):
        known = {each.name: each for each in every_field(host)}
        return _as_field(known[name]) if name in known else None
    return next((each for each in HOSTS[host].fields if each.name == name), None)


def fields_of(host: str) -> list[HostField]:
    """Those that a new rule can speak of."""
    return [*HOSTS[host].fields, *(_as_field(each) for each in fields_in_use(host))]


def _as_field(found: CustomField) -> HostField:
    kind = ValueType.NUMBER if found.kind in NUMBERS else TYPES.get(found.kind, ValueType.TEXT)
    options = (lambda: [(each.code, each.label) for each in found.options]) if found.options else None
    return HostField(found.name, found.label, kind, options=options)


def value_of(found: HostField, facts: Mapping[str, Any]) -> Any:
    """What a record says there, as it is compared: None where nothing, numbers and days as such, several as a list."""
    if found.name.startswith(CUSTOM):
        raw = facts["custom"].get(found.name.removeprefix(CUSTOM))
    else:
        raw = facts.get(found.column)
    if raw is None or raw == "" or raw == []:
        return None
    return _CONVERT.get(found.type, lambda value: value)(raw)


def number_of(raw: Any) -> Decimal | None:
    """A finite number, None for anything else."""
    return typed_number(str(raw))


def day_of(raw: Any) -> date | None:
    """A day of a date, a moment or their ISO words; None for anything else."""
    if isinstance(raw, str):
        try:
            raw = datetime.fromisoformat(raw) if len(raw) > 10 else date.fromisoformat(raw)
        except ValueError:
            return None
    if isinstance(raw, datetime):
        return timezone.localtime(raw).date() if raw.tzinfo else raw.date()
    return raw if isinstance(raw, date) else None


_CONVERT = {ValueType.NUMBER: number_of, ValueType.DATE: day_of}
