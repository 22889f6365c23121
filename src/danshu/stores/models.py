"""The store (ACC-003)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from danshu.custom_fields.storing import custom_index, custom_values
from danshu.kit.actor import Actor
from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet, scope_filter
from danshu.stores.lifecycle import STORE_LIFECYCLE, StoreStatus
from danshu.stores.permissions import EDIT_STORE


class StoreQuerySet(ScopedQuerySet["Store"]):
    """Stores in scope: those of the units it reaches, and those that somebody manages himself."""

    scope_owner = "manager_id"

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Those that exist for the actor."""
        reach = scope_filter(actor.scope(permission), owner=self.scope_owner)
        if sees_branch(actor, permission):
            reach |= Q(unit_id=actor.unit_id)
        return self.filter(reach)


def sees_branch(actor: Actor, permission: str) -> bool:
    """True for whoever only sees his own records and enters orders for the stores of his unit: he has to see those.

    Whoever edits stores of his own has those that he manages, and no others (ACC-003).
    """
    scope = actor.scope(permission)
    return bool(scope.owner_ids) and actor.unit_id is not None and not actor.can(EDIT_STORE)


class Store(Versioned):
    """A shop of a branch; orders can belong to it, its warehouse is where their goods come from by default."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=50)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    country = models.CharField(max_length=2, default="CN")
    province = models.CharField(max_length=50, blank=True)
    city = models.CharField(max_length=50, blank=True)
    district = models.CharField(max_length=50, blank=True)
    street = models.CharField(max_length=200, blank=True)
    region = models.ForeignKey("regions.Division", models.PROTECT, null=True, related_name="+", db_index=False)
    manager = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    phone = models.CharField(max_length=30, blank=True)
    opening_hours = models.CharField(max_length=100, blank=True)
    warehouse = models.ForeignKey("inventory.Warehouse", models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=StoreStatus.choices, default=StoreStatus.OPEN)
    remark = models.CharField(max_length=500, blank=True)
    custom = custom_values()

    objects = StoreQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(Upper("code"), name="store_code_unique"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="store_code_and_name_given"),
        ]
        indexes = [
            models.Index(fields=["status", "code", "id"], name="store_by_status"),
            models.Index(fields=["region"], name="store_region", opclasses=["varchar_pattern_ops"]),
        ]
        triggers = [STORE_LIFECYCLE.trigger(), *custom_index("stores.store")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        """True for one that can only be viewed."""
        return self.status == StoreStatus.CLOSED

    @property
    def address(self) -> str:
        """Where it is, in one line."""
        return "".join(filter(None, (self.province, self.city if self.city != self.province else "", self.district,
                                     self.street)))  # fmt: skip
