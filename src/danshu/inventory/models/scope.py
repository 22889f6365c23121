"""Which warehouses, and so which stock and papers, exist for somebody (ACC-022)."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from danshu.kit.actor import Actor
from danshu.kit.querysets import ScopedQuerySet, scope_filter

M = TypeVar("M", bound=models.Model)


class WarehouseScoped(ScopedQuerySet[M]):
    """Records of a warehouse. A warehouse belongs to a unit, and to its keeper.

    Nobody "owns" a warehouse, so to somebody whose scope is his own records the warehouses of his unit are his own.
    """

    path = ""

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Those in warehouses that the actor's scope reaches under this permission."""
        scope = actor.scope(permission)
        reach = scope_filter(scope, unit=f"{self.path}unit_id", owner=f"{self.path}keeper_id")
        if scope.owner_ids and actor.unit_id is not None:
            reach |= Q(**{f"{self.path}unit_id": actor.unit_id})
        return self.filter(reach)


class InWarehouse(WarehouseScoped[M]):
    """Records with a foreign key `warehouse`."""

    path = "warehouse__"
