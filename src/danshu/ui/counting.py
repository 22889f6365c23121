"""How many records a list has, counted so that millions cost no more than thousands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, Value

from danshu.kit.sql import planned_afresh

BOUND = 10_000


@dataclass(frozen=True, slots=True)
class Count:
    """How many records there are: exactly, or at least `value` when `exact` is False."""

    value: int
    exact: bool = True

    def __str__(self) -> str:
        return f"{self.value:,}" if self.exact else f"{self.value:,}+"

    def pages(self, size: int) -> int:
        """Full pages known to exist; at least 1, an empty list has one empty page."""
        return max(-(-self.value // size), 1)


def counts(querysets: Sequence[QuerySet[Any]], bound: int | None = BOUND) -> list[Count]:
    """Count several sets in one statement, each only up to `bound` (None: to the end)."""
    found: list[int] = [0] * len(querysets)
    parts: dict[str, tuple[str, tuple[Any, ...], list[int]]] = {}  # a set is counted once, however often it is named
    for index, rows in enumerate(querysets):
        # a constant lets the database answer from an index alone; only distinct records need their keys
        plain = rows.order_by()
        keys: Any = plain.values("pk") if rows.query.distinct else plain.annotate(_one=Value(1)).values("_one")
        if bound is not None:
            keys = keys[: bound + 1]
        try:
            sql, params = keys.query.sql_with_params()
        except EmptyResultSet:
            continue
        counted = f"(SELECT count(*) FROM ({sql}) AS counted)"  # noqa: S608 - made by the ORM
        parts.setdefault(f"{sql} {params!r}", (counted, params, []))[2].append(index)
    if parts:
        using = querysets[0].db
        with planned_afresh(using), connections[using].cursor() as cursor:
            statement = "SELECT " + ", ".join(sql for sql, _params, _places in parts.values())
            cursor.execute(statement, [value for _sql, params, _places in parts.values() for value in params])
            row = cursor.fetchone()
        for (_sql, _params, places), value in zip(parts.values(), row, strict=True):
            for place in places:
                found[place] = value
    return [Count(n) if bound is None or n <= bound else Count(bound, exact=False) for n in found]
