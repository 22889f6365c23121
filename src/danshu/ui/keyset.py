"""Places in a sorted list: stable however many records are inserted or removed meanwhile."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    F,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    Model,
    Q,
    QuerySet,
    TextField,
    UUIDField,
)

M = TypeVar("M", bound=Model)

LARGEST_WHOLE = 2**63 - 1
MOST_DIGITS = 40
# the kinds of columns and the type of their values in a cursor; the first kind that fits decides
_TYPES: list[tuple[type[Field[Any, Any]], type]] = [
    (BooleanField, bool),
    (IntegerField, int),
    (DecimalField, Decimal),
    (FloatField, float),
    (DateTimeField, datetime),
    (DateField, date),
    (UUIDField, UUID),
    (CharField, str),
    (TextField, str),
]
_WRITERS: list[tuple[str, type, Callable[[Any], str]]] = [
    ("b", bool, lambda v: "1" if v else "0"),
    ("i", int, str),
    ("n", Decimal, str),
    ("f", float, repr),
    ("t", datetime, datetime.isoformat),
    ("d", date, date.isoformat),
    ("u", UUID, str),
    ("s", str, str),
]
_READERS: dict[str, Callable[[str], Any]] = {
    "b": lambda v: v == "1",
    "i": int,
    "n": Decimal,
    "f": float,
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "u": UUID,
    "s": str,
}


def _tagged(value: Any) -> str | None:
    if value is None:
        return None
    for tag, kind, write in _WRITERS:
        if isinstance(value, kind):
            return tag + write(value)
    return "s" + str(value)


def _untagged(text: Any) -> Any:
    if not isinstance(text, str):
        raise TypeError("not a tagged value")
    return _READERS[text[0]](text[1:])


def _is_storable(value: Any) -> bool:
    """True for what a column can hold at all."""
    match value:
        case str():
            return "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
        case int():
            return -LARGEST_WHOLE - 1 <= value <= LARGEST_WHOLE
        case Decimal():
            exponent = value.as_tuple().exponent
            return isinstance(exponent, int) and abs(exponent) <= MOST_DIGITS and value.adjusted() <= MOST_DIGITS
        case float():
            return math.isfinite(value)
        case datetime():  # a naive one stands for no moment
            return value.tzinfo is not None and date.min.year < value.year < date.max.year
    return True


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a sorted list: the sorted column's value and the record's key."""

    value: Any
    pk: Any

    def encode(self) -> str:
        """As URL-safe text."""
        packed = json.dumps([_tagged(self.value), _tagged(self.pk)], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor | None:
        """The place again; None for text that is not a cursor."""
        try:
            packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            value, pk = json.loads(packed)
            return cls(None if value is None else _untagged(value), _untagged(pk))
        except (binascii.Error, ValueError, TypeError, KeyError, IndexError, InvalidOperation, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class Order:
    """The sorted column (an ORM path), its direction, and whether it can be empty (then empty comes last)."""

    field: str
    descending: bool = False
    nullable: bool = False

    def apply(self, rows: QuerySet[M], *, backwards: bool = False) -> QuerySet[M]:
        """Sort by the column and then by the key, so that every record has one place."""
        descending = self.descending != backwards
        if self.field in ("pk", "id"):
            return rows.order_by("-pk" if descending else "pk")
        if not self.nullable:
            sign = "-" if descending else ""
            return rows.order_by(f"{sign}{self.field}", f"{sign}pk")
        column = F(self.field)
        first = column.desc if descending else column.asc
        ordered = first(nulls_first=True) if backwards else first(nulls_last=True)
        return rows.order_by(ordered, "-pk" if descending else "pk")

    def beyond(self, cursor: Cursor, *, backwards: bool = False) -> Q:
        """The condition "after this place" (or before it)."""
        sign = "lt" if self.descending != backwards else "gt"
        tie = Q(**{f"pk__{sign}": cursor.pk})
        if self.field in ("pk", "id"):
            return tie
        empty = Q(**{f"{self.field}__isnull": True})
        if cursor.value is None:
            if not self.nullable:
                return tie
            return (~empty | (empty & tie)) if backwards else (empty & tie)
        same_or_beyond = Q(**{f"{self.field}__{sign}e": cursor.value})
        strictly = Q(**{f"{self.field}__{sign}": cursor.value})
        condition = same_or_beyond & (strictly | tie)
        return condition | empty if self.nullable and not backwards else condition

    def takes(self, rows: QuerySet[M], cursor: Cursor) -> bool:
        """True when the place can be one of these rows in this order; False for one that this list did not give out."""
        if not _fits(rows, "pk", cursor.pk):
            return False
        return self.field in ("pk", "id") or cursor.value is None or _fits(rows, self.field, cursor.value)

    def cursor_of(self, record: Any) -> Cursor:
        """The place of a record."""
        value: Any = record
        for name in self.field.split("__"):
            value = getattr(value, name, None)
        return Cursor(value, record.pk)


def _fits(rows: QuerySet[Any], name: str, value: Any) -> bool:
    """True when a column, be it stored, joined or computed, can hold the value."""
    # on a copy: looking a column up may join its table
    found: Any = F(name).resolve_expression(rows.query.chain()).output_field
    while isinstance(found, ForeignKey):
        found = found.target_field
    kind = next((kind for column, kind in _TYPES if isinstance(found, column)), None)
    return _is_storable(value) and (kind is None or type(value) is kind)
