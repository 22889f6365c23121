"""Rows from one customer to another, in sets; the modules own the tables, so they are known by name here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection

from danshu.kit.actor import Actor
from danshu.kit.models import Versioned

KIND = "parties.customer"
TOUCHED = ", version = version + 1, updated_at = %(at)s, updated_by_name = %(name)s"


def repoint(model: str, via: str, old: int, new: int, actor: Actor, at: datetime) -> list[int]:
    """Let all rows that point at `old` point at `new`; returns their keys."""
    return _update(model, via, "{column} = %(old)s", old, new, [], actor, at)


def point_back(model: str, via: str, keys: Sequence[int], old: int, new: int, actor: Actor, at: datetime) -> None:
    """The same for those rows of `keys` that still point at `old`."""
    _update(model, via, "{column} = %(old)s AND id = ANY(%(keys)s)", old, new, keys, actor, at)


def _update(
    model: str, via: str, where: str, old: int, new: int, keys: Sequence[int], actor: Actor, at: datetime
) -> list[int]:
    table: Any = apps.get_model(model)
    column = table._meta.get_field(via).column
    extra = TOUCHED if issubclass(table, Versioned) else ""
    statement = f"UPDATE {table._meta.db_table} SET {column} = %(new)s{extra} WHERE {where.format(column=column)}"  # noqa: S608 - names of the code
    with connection.cursor() as cursor:
        cursor.execute(
            f"{statement} RETURNING id", {"old": old, "new": new, "keys": list(keys), "at": at, "name": actor.name}
        )
        return sorted(pk for (pk,) in cursor.fetchall())


def refer(model: str, old: int, new: int, *, once_by: str) -> list[int]:
    """Let rows that know `old` by kind and key know `new`; what `new` has already by `once_by` is left."""
    table: Any = apps.get_model(model)._meta.db_table
    free = (
        f"AND NOT EXISTS (SELECT 1 FROM {table} o WHERE o.source_kind = t.source_kind AND o.source_id = %(new)s "  # noqa: S608
        f"AND o.{once_by} = t.{once_by})"
        if once_by
        else ""
    )
    return _refer(f"UPDATE {table} t SET source_id = %(new)s WHERE t.source_kind = %(kind)s AND t.source_id = %(old)s {free}",  # noqa: S608
                  old, new, [])  # fmt: skip


def refer_back(model: str, keys: Sequence[int], old: int, new: int) -> None:
    """The same backwards, for those of `keys` that are still there."""
    table: Any = apps.get_model(model)._meta.db_table
    _refer(f"UPDATE {table} t SET source_id = %(new)s WHERE t.source_kind = %(kind)s AND t.source_id = %(old)s "  # noqa: S608
           "AND t.id = ANY(%(keys)s)", old, new, keys)  # fmt: skip


def _refer(statement: str, old: int, new: int, keys: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING t.id", {"old": old, "new": new, "kind": KIND, "keys": list(keys)})
        return sorted(pk for (pk,) in cursor.fetchall())
