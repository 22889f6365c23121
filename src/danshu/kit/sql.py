"""Set-based writing: many rows in one statement, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection


def array_literal(values: Iterable[str]) -> str:
    """A PostgreSQL text array as text: arrays of arrays cannot travel through unnest."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


@lru_cache(maxsize=256)
def _insert_text(table: str, columns: tuple[tuple[str, str], ...], returning: str) -> str:
    names = ", ".join(name for name, _ in columns)
    values = ", ".join(f"{name}::{kind}" if kind.endswith("[]") else name for name, kind in columns)
    arrays = ", ".join(f"%s::{'text' if kind.endswith('[]') else kind}[]" for _, kind in columns)
    # names come from constants of the code
    text = f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM unnest({arrays}) AS t({names})"  # noqa: S608
    return f"{text} RETURNING {returning}" if returning else text


def insert_rows(
    table: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]], *, returning: str = ""
) -> list[tuple[Any, ...]]:
    """Insert rows with one statement over arrays.

    table and columns (name -> PostgreSQL type) are constants of the code, never input. Each row has every column;
    a column of type `text[]` holds an iterable of texts. Returns the RETURNING columns, or an empty list.
    """
    if not rows:
        return []
    text = _insert_text(table, tuple(columns.items()), returning)
    arrays = [
        [array_literal(row[name]) if kind.endswith("[]") else row[name] for row in rows]
        for name, kind in columns.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(text, arrays)
        return cursor.fetchall() if returning else []


def next_ids(*wanted: tuple[str, int]) -> list[list[int]]:
    """Take identities before their rows are written: (table, count) pairs, one statement for all."""
    parts = " UNION ALL ".join(
        f"SELECT {index} AS place, nextval(pg_get_serial_sequence('{table}', 'id')) AS id FROM generate_series(1, %s)"  # noqa: S608
        for index, (table, _) in enumerate(wanted)
    )
    with connection.cursor() as cursor:
        cursor.execute(parts, [count for _, count in wanted])
        found = cursor.fetchall()
    return [[pk for place, pk in found if place == index] for index in range(len(wanted))]


def fetch_dicts(text: str, parameters: Iterable[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
    """Rows of a query as dictionaries by column name; `text` is a constant of the code."""
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)  # type: ignore[arg-type]
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
