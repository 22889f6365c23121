"""Values for choice and for display."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from danshu.dictionaries.models import Value


def choices(code: str, including: int | None = None) -> list[tuple[int, str]]:
    """(id, label) of the valid values in their order; `including` keeps one already used, marked when invalid."""
    rows = Value.objects.filter(dictionary=code).order_by("position", "id")
    return [(row.pk, shown(row)) for row in rows if row.is_valid or row.pk == including]


def choices_of(codes: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """(id, label) of the valid values of several dictionaries in one query; one without values has an empty list."""
    found: dict[str, list[tuple[int, str]]] = {code: [] for code in codes}
    for row in Value.objects.filter(dictionary__in=found, is_valid=True).order_by("dictionary", "position", "id"):
        found[row.dictionary].append((row.pk, row.label))
    return found


def label_of(value_id: int | None) -> str:
    """The label of a value, marked when invalid; empty for None. Raises Value.DoesNotExist."""
    return "" if value_id is None else shown(Value.objects.get(pk=value_id))


def labels_of(value_ids: Iterable[int | None]) -> dict[int, str]:
    """Labels of many values in one query."""
    wanted = {pk for pk in value_ids if pk is not None}
    return {row.pk: shown(row) for row in Value.objects.filter(pk__in=wanted)} if wanted else {}


def id_of(code: str, value_code: str) -> int:
    """The id of a value by its stable code. Raises Value.DoesNotExist."""
    return Value.objects.values_list("pk", flat=True).get(dictionary=code, code=value_code)


def ids_by_name(code: str) -> dict[str, int]:
    """Name and English name -> id of the valid values, for imports."""
    rows = Value.objects.filter(dictionary=code, is_valid=True).order_by("-position")
    found: dict[str, int] = {}
    for row in rows:
        found |= {name: row.pk for name in (row.name_en, row.name) if name}
    return found


def require_valid(code: str, value_id: int | None, *, used: int | None = None) -> bool:
    """True when the value may be stored: a valid one of this dictionary, or the one the record uses already."""
    if value_id is None or value_id == used:
        return True
    return Value.objects.filter(pk=value_id, dictionary=code, is_valid=True).exists()


def shown(row: Value) -> str:
    """A value's label, marked when invalid (COM-005)."""
    return row.label if row.is_valid else _("%(name)s（已失效）") % {"name": row.label}
