"""Values for choice and for display."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import monotonic

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from danshu.dictionaries.models import Value, label_in_language
from danshu.dictionaries.registry import DICTIONARIES

__all__ = [
    "choices",
    "choices_of",
    "choices_stating",
    "code_of",
    "id_of",
    "ids_by_name",
    "is_choosable",
    "label_in_language",
    "label_of",
    "labels_of",
    "named_choices",
    "require_valid",
    "shown",
    "stated_by",
    "valid_rows",
    "withdrawn",
]


def choices(code: str, including: int | None = None) -> list[tuple[int, str]]:
    """(id, label) of the valid values in their order; `including` keeps one already used, marked when invalid."""
    rows = Value.objects.filter(dictionary=code).order_by("position", "id")
    return [(row.pk, shown(row)) for row in rows if row.is_valid or row.pk == including]


def withdrawn(code: str) -> Callable[[Sequence[str]], dict[str, str]]:
    """For filters: key -> label of the values of a dictionary that are offered no more, marked as invalid."""

    def labels(keys: Sequence[str]) -> dict[str, str]:
        known = [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) <= 18]
        rows = Value.objects.filter(dictionary=code, pk__in=known, is_valid=False) if known else ()
        return {str(row.pk): shown(row) for row in rows}

    return labels


def valid_rows(code: str) -> QuerySet[Value]:
    """The valid values in their order, for modules that know more of them; changed only through operations."""
    return Value.objects.filter(dictionary=code, is_valid=True).order_by("position", "id")


def coded_choices(code: str) -> list[tuple[str, str]]:
    """(code, label) of the valid values in their order; the key stands for the code of a value that has none."""
    rows = Value.objects.filter(dictionary=code, is_valid=True).order_by("position", "id")
    return [(row.code or str(row.pk), row.label) for row in rows]


def named_choices(code: str) -> list[tuple[int, str, tuple[str, ...]]]:
    """(id, label, its code and its names in both languages) of the valid values in their order, for imports."""
    rows = Value.objects.filter(dictionary=code, is_valid=True).order_by("position", "id")
    return [(row.pk, row.label, tuple(filter(None, (row.name, row.name_en, row.code)))) for row in rows]


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


def code_of(value_id: int | None) -> str:
    """The stable code of a delivered value; empty for None, for one that the company added, and for an unknown one."""
    if value_id is None:
        return ""
    return Value.objects.filter(pk=value_id).values_list("code", flat=True).first() or ""


def stated_by(value_id: int) -> dict[str, str | bool]:
    """What a value states of its dictionary's attributes, by their code. Raises Value.DoesNotExist."""
    row = Value.objects.get(pk=value_id)
    return DICTIONARIES[row.dictionary].stated(row.attributes)


def choices_stating(code: str) -> list[tuple[int, str, dict[str, str | bool]]]:
    """(id, label, what it states) of the valid values in their order."""
    rows = Value.objects.filter(dictionary=code, is_valid=True).order_by("position", "id")
    return [(row.pk, row.label, DICTIONARIES[code].stated(row.attributes)) for row in rows]


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


BELIEVED_SECONDS = 60
_SEEN_VALID: dict[tuple[str, int], float] = {}


def is_choosable(code: str, value_id: int) -> bool:
    """True for a valid value of this dictionary, for what is checked with every document.

    A value is never removed and never changes its dictionary; that it is valid is believed for a minute, as long as
    a page would have offered it. What is not valid is looked up each time.
    """
    key = (code, value_id)
    if _SEEN_VALID.get(key, 0.0) > monotonic():
        return True
    if not require_valid(code, value_id):
        return False
    _SEEN_VALID[key] = monotonic() + BELIEVED_SECONDS
    return True


def shown(row: Value) -> str:
    """A value's label, marked when invalid (COM-005)."""
    return row.label if row.is_valid else _("%(name)s（已失效）") % {"name": row.label}
