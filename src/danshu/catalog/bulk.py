"""Writing many items at once: one statement whatever their number (imports, demo data, benchmarks)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from danshu.catalog.models import Item

NEW_LINE = "\n"


@lru_cache(maxsize=1)
def _columns() -> tuple[tuple[str, str, str], ...]:
    """(attribute, column, PostgreSQL type) of everything but the key; arrays travel as one text, line by line."""
    found: list[tuple[str, str, str]] = []
    for field in Item._meta.concrete_fields:
        if not field.primary_key:
            kind = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
            found.append((field.attname, str(field.column), _plain(field, str(kind))))
    return tuple(found)


def _plain(field: models.Field[Any, Any], kind: str) -> str:
    return "text[]" if field.attname == "search_tokens" else kind.partition(" CHECK")[0]


@lru_cache(maxsize=1)
def _insert() -> str:
    names = ", ".join(f'"{column}"' for _a, column, _k in _columns())
    arrays = ", ".join("%b::text[]" if kind == "text[]" else f"%b::{kind}[]" for _a, _c, kind in _columns())
    picked = ", ".join(
        f"string_to_array(\"{column}\", E'\\n')" if kind == "text[]" else f'"{column}"'
        for _a, column, kind in _columns()
    )
    return (
        f"INSERT INTO catalog_item ({names}) SELECT {picked} FROM unnest({arrays}) "  # noqa: S608 - names of the model
        f"WITH ORDINALITY AS given({names}, place) ORDER BY place RETURNING id"
    )


def insert_items(items: Sequence[Item]) -> None:
    """Insert complete items, index included, and give them their keys; in their order.

    Parameters travel in binary form: quoting texts in arrays takes longer than everything else.
    """
    if not items:
        return
    arrays = [[_cell(item, name) for item in items] for name, _column, _kind in _columns()]
    with connection.cursor() as cursor:
        cursor.execute(_insert(), arrays)
        for item, (pk,) in zip(items, cursor.fetchall(), strict=True):
            item.pk = pk
            item._state.adding = False  # noqa: SLF001 - as bulk_create does


def _cell(item: Item, name: str) -> Any:
    if name == "custom":
        return Jsonb(item.custom)
    value = getattr(item, name)
    return NEW_LINE.join(value) if name == "search_tokens" else value
