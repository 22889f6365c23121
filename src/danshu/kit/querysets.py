"""Querysets that know who asks (ACC-022, INV-Z1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Expression, Q

from danshu.kit.actor import Actor, Scope
from danshu.kit.arrays import array

M = TypeVar("M", bound=models.Model)

# The rule of `scope_filter` for statements written out, over columns unit_id and owner_id of a table called `scoped`.
IN_SCOPE = """(%(scope_everything)s::bool OR scoped.unit_id = ANY(%(scope_units)s::bigint[])
    OR scoped.owner_id = ANY(%(scope_owners)s::bigint[]))"""


def scope_parameters(scope: Scope) -> dict[str, Any]:
    """The parameters of IN_SCOPE."""
    return {
        "scope_everything": scope.everything,
        "scope_units": array(sorted(scope.unit_ids)),
        "scope_owners": array(sorted(scope.owner_ids)),
    }


def scope_filter(scope: Scope, *, unit: str = "unit_id", owner: str = "owner_id") -> Q:
    """The WHERE clause of a data scope; this module is the only place that knows the rule."""
    if scope.everything:
        return Q()
    condition = Q(pk__in=())
    if scope.unit_ids:
        condition |= Q(**{f"{unit}__in": sorted(scope.unit_ids)})
    if scope.owner_ids:
        condition |= Q(**{f"{owner}__in": sorted(scope.owner_ids)})
    return condition


class ScopedQuerySet(models.QuerySet[M]):
    """For records that belong to a unit and an owner."""

    scope_unit, scope_owner = "unit_id", "owner_id"
    _late: Mapping[str, Expression] = {}

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Those records that exist for the actor under this permission; nothing when it is not granted."""
        return self.filter(scope_filter(actor.scope(permission), unit=self.scope_unit, owner=self.scope_owner))

    def annotate_late(self, **columns: Expression) -> Self:
        """Columns to show only: added when rows are read, so that counts and further conditions carry none of them.

        No condition and no order may name them.
        """
        rows = self.all()
        rows._late = {**self._late, **columns}  # noqa: SLF001 - another one of this class
        return rows

    def bare(self) -> Self:
        """The same records without what is only shown: no late columns, no records read along."""
        rows = self.select_related(None).prefetch_related(None)
        rows._late = {}  # noqa: SLF001 - another one of this class
        return rows

    def _clone(self) -> Self:
        rows: Self = super()._clone()  # type: ignore[misc]
        rows._late = self._late
        return rows

    def _add_late(self) -> None:
        if self._late:
            self.query, self._late = self.annotate(**self._late).query, {}

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._add_late()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        """One row after the other, with the late columns."""
        self._add_late()
        return super().iterator(chunk_size)

    def _values(self, *fields: Any, **expressions: Any) -> Any:
        rows = self.all()
        if not fields or not self._late.keys().isdisjoint(fields):
            rows._add_late()  # noqa: SLF001 - another one of this class
        rows._late = {}  # noqa: SLF001
        return super(ScopedQuerySet, rows)._values(*fields, **expressions)  # type: ignore[misc]


def exact_first(rows: models.QuerySet[M], text: str, *paths: str, limit: int) -> list[M]:
    """The first of rows in their order, but those whose number or name is exactly the text before all others."""
    same = Q()
    for path in paths:
        same |= Q(**{path: text}) | Q(**{path: text.upper()})
    first = list(rows.filter(same)[:limit])
    others = rows.exclude(pk__in=[row.pk for row in first]) if first else rows
    return [*first, *others[: limit - len(first)]]
