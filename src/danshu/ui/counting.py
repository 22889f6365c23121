"""How many records a list has, counted so that millions cost no more than thousands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldError, FullResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, Q, QuerySet, Value

from danshu.kit.sql import planned_afresh

BOUND = 10_000
# What a search by words finds is compared record by record: more than this is more than anybody looks through.
SEARCHED_BOUND = 3_000


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


@dataclass(frozen=True, slots=True)
class Counted:
    """A set of records as a statement that can be counted; `text` selects one row for each record."""

    text: str
    params: tuple[Any, ...] = ()


Set = Counted | None  # None: nothing can match


def counts(querysets: Sequence[QuerySet[Any]], bound: int | None = BOUND) -> list[Count]:
    """Count several sets in one statement, each only up to `bound` (None: to the end)."""
    sets = [(set_of(rows), bound) for rows in querysets]
    return count_sets(sets, querysets[0].db) if sets else []


def count_sets(sets: Sequence[tuple[Set, int | None]], using: str) -> list[Count]:
    """The same for sets that are statements already, with the bound of each; a set is counted once, however often named."""
    asked = {repr(each): each for each in sets if each[0] is not None}  # parameters may be lists, which are no keys
    numbers: dict[str, int] = {}
    if asked:
        parts = [_bounded(each.text, bound) for each, bound in asked.values() if each]
        with planned_afresh(using), connections[using].cursor() as cursor:
            cursor.execute(
                "SELECT " + ", ".join(parts),
                [value for each, _bound in asked.values() if each for value in each.params],
            )
            numbers = dict(zip(asked, cursor.fetchone(), strict=True))
    found = [(numbers.get(repr(each), 0), each[1]) for each in sets]
    return [Count(n) if bound is None or n <= bound else Count(bound, exact=False) for n, bound in found]


def _bounded(text: str, bound: int | None) -> str:
    limit = "" if bound is None else f" LIMIT {bound + 1}"
    return f"(SELECT count(*) FROM ({text}{limit}) AS counted)"  # noqa: S608 - made by the ORM


def set_of(rows: QuerySet[Any]) -> Set:
    """The records of a queryset."""
    # a constant lets the database answer from an index alone; only distinct records need their keys
    plain = rows.order_by()
    keys: Any = plain.values("pk") if rows.query.distinct else plain.annotate(_one=Value(1)).values("_one")
    try:
        return Counted(*keys.query.sql_with_params())
    except EmptyResultSet:
        return None


def sets_within(base: QuerySet[Any], conditions: Sequence[Q]) -> list[Set]:
    """The parts of `base` that meet each condition, a constant of the code.

    The base is written once and each condition once in the life of the process: a list has a dozen tabs, and to build
    a dozen querysets anew took a sixth of the time of its page.
    """
    query = base.query
    simple = not (query.distinct or query.group_by or query.combinator or query.is_sliced)
    texts = [_condition(base.model, each) if simple else None for each in conditions]  # type: ignore[arg-type]
    whole = set_of(base.extra(where=["TRUE"])) if any(texts) else None  # so that there is a WHERE to go on from
    sets: list[Set] = []
    for condition, text in zip(conditions, texts, strict=True):
        if text is None:
            sets.append(set_of(base.filter(condition)))
        else:
            sets.append(whole and Counted(f"{whole.text} AND ({text.text})", (*whole.params, *text.params)))
    return sets


@lru_cache(maxsize=1024)
def _condition(model: type[Model], condition: Q) -> Counted | None:
    """A condition as it stands in a WHERE clause; None when it needs more than the columns of its own table."""
    try:
        query = QuerySet(model).filter(condition).query
        text, params = query.get_compiler(DEFAULT_DB_ALIAS).compile(query.where)
    except (EmptyResultSet, FullResultSet, FieldError):  # the last: it names what only the list's own rows carry
        return None
    joined = [alias for alias, uses in query.alias_refcount.items() if uses and alias != model._meta.db_table]
    return None if joined else Counted(text, tuple(params))
