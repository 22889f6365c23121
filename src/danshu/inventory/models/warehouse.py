"""Where stock lies (INV-001)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from danshu.inventory.models.scope import WarehouseScoped
from danshu.kit.models import Versioned


class WarehouseType(models.TextChoices):
    """What a warehouse is; virtual ones keep number cards."""

    OWN = "own", _("自有仓库")
    STORE = "store", _("门店仓")
    VIRTUAL = "virtual", _("虚拟仓")


class WarehouseQuerySet(WarehouseScoped["Warehouse"]):
    """Warehouses in scope."""


class Warehouse(Versioned):
    """A place with stock, of one unit; one of them is the unit's default.

    A trigger (migrations/0002_guards.py) keeps a warehouse with stock valid, also while goods are just coming in.
    """

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=50)
    type = models.CharField(max_length=10, choices=WarehouseType.choices, default=WarehouseType.OWN)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    keeper = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    is_default = models.BooleanField(default=False)
    is_valid = models.BooleanField(default=True)

    objects = WarehouseQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(Upper("code"), name="warehouse_code_unique"),
            models.UniqueConstraint(fields=["unit"], condition=Q(is_default=True), name="warehouse_one_default"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="warehouse_code_and_name_given"),
            models.CheckConstraint(condition=Q(is_default=False) | Q(is_valid=True), name="warehouse_default_valid"),
        ]

    def __str__(self) -> str:
        return self.name
