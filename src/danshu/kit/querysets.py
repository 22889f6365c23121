"""Querysets that know who asks (ACC-022, INV-Z1)."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from danshu.kit.actor import Actor, Scope

M = TypeVar("M", bound=models.Model)


def scope_filter(scope: Scope, *, unit: str = "unit_id", owner: str = "owner_id") -> Q:
    """The WHERE clause of a data scope, the only place that knows the rule."""
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

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Those records that exist for the actor under this permission; nothing when it is not granted."""
        return self.filter(scope_filter(actor.scope(permission), unit=self.scope_unit, owner=self.scope_owner))
