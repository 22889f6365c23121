"""Abstract bases; kit itself has no tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Self, TypeVar

from django.db import DEFAULT_DB_ALIAS, models

M = TypeVar("M", bound=models.Model)


class Versioned(models.Model):
    """A record that people edit: `version` rises with each change (CC-9)."""

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by_name = models.CharField(max_length=150, default="", blank=True)

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **named: Any) -> Self:
        """Django looks for each of some eighty columns in a list, for each record that is read without all of them."""
        return super().from_db(db, names_of(tuple(field_names)), values, **named)


class AppendOnly(models.Model):
    """A record that is written once: the runtime role may neither update nor delete it."""

    append_only = True

    class Meta:
        abstract = True


def stored(model: type[M], row: Mapping[str, Any]) -> M:
    """The record that a statement has just stored from these columns, without reading it again.

    Columns that are missing are null in the database. Decimals get the scale of their column, as a read would give.
    """
    names, scales = _columns(model)
    values = [row.get(name) for name in names]
    for place, scale in scales:
        if (value := values[place]) is not None:
            values[place] = Decimal(value).quantize(scale)
    return model.from_db(DEFAULT_DB_ALIAS, names, values)


@lru_cache(maxsize=1_000)
def names_of(names: tuple[str, ...]) -> frozenset[str]:
    """The names as a set, made once for all records of a query."""
    return frozenset(names)


@cache
def _columns(model: type[models.Model]) -> tuple[list[str], list[tuple[int, Decimal]]]:
    """The columns of a model, and the smallest step of the decimal ones by their places."""
    fields = model._meta.concrete_fields
    return [field.attname for field in fields], [
        (place, Decimal(1).scaleb(-field.decimal_places))
        for place, field in enumerate(fields)
        if isinstance(field, models.DecimalField)
    ]
