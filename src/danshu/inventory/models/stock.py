"""What there is (balance) and how it came to be (moves): goods as double entry (bone 6, INV-S1, INV-S2).

One writer for each number: `on_hand` is written by the trigger on moves alone, `reserved` by the holds engine alone.
The triggers are in migrations/0002_guards.py as plain SQL, which no session can switch off.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danshu.inventory.models.scope import InWarehouse
from danshu.kit.models import AppendOnly, Versioned


def quantity_field(**options: Any) -> models.DecimalField[Any, Any]:
    """A column for quantities: up to three decimals."""
    return models.DecimalField(max_digits=15, decimal_places=3, **options)


class StockBalanceQuerySet(InWarehouse["StockBalance"]):
    """Stock in the actor's warehouses."""


class StockBalance(Versioned):
    """An item in a warehouse: on hand, reserved for orders, limits that people set.

    may_be_negative is the door for items that are sold before they are booked in; without it nothing goes below zero
    and nothing is reserved that is not there.
    """

    warehouse = models.ForeignKey("inventory.Warehouse", models.PROTECT, related_name="balances", db_index=False)
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    on_hand = quantity_field(default=0)
    reserved = quantity_field(default=0)
    low_threshold = quantity_field(null=True)
    high_threshold = quantity_field(null=True)
    location = models.CharField(max_length=50, blank=True, default="")
    remark = models.CharField(max_length=500, blank=True, default="")
    may_be_negative = models.BooleanField(default=False)
    last_moved_at = models.DateTimeField(null=True)

    objects = StockBalanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "item"], name="stock_unique"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stock_reserved_not_negative"),
            models.CheckConstraint(
                condition=Q(may_be_negative=True) | Q(on_hand__gte=0, reserved__lte=F("on_hand")),
                name="stock_reserved_within_on_hand",
            ),
            models.CheckConstraint(
                condition=Q(low_threshold__isnull=True)
                | Q(low_threshold__gte=0) & (Q(high_threshold__isnull=True) | Q(high_threshold__gt=F("low_threshold"))),
                name="stock_thresholds_in_order",
            ),
        ]

    @property
    def available(self) -> Decimal:
        """What can still be promised: on hand less reserved (INV-002)."""
        free: Decimal = self.on_hand - self.reserved
        return free


class Place(models.TextChoices):
    """Where goods come from and go to; exactly one end of a move is a warehouse."""

    WAREHOUSE = "warehouse", _("仓库")
    SUPPLIER = "supplier", _("供应商")
    CUSTOMER = "customer", _("客户")
    PRODUCTION = "production", _("生产")
    TRANSIT = "transit", _("在途")
    ADJUSTMENT = "adjustment", _("盘点调整")
    OPENING = "opening", _("期初")


# what a movement is called by its far end; corrections and opening quantities go by the name of the place
CAME_IN: dict[str, Promise] = {
    Place.SUPPLIER: _("采购入库"), Place.CUSTOMER: _("客户退回"), Place.PRODUCTION: _("生产入库"), Place.TRANSIT: _("调拨入库"),
}  # fmt: skip
WENT_OUT: dict[str, Promise] = {
    Place.SUPPLIER: _("退回供应商"), Place.CUSTOMER: _("销售出库"), Place.PRODUCTION: _("生产领用"),
    Place.TRANSIT: _("调拨出库"),
}  # fmt: skip


class StockMoveQuerySet(InWarehouse["StockMove"]):
    """Moves of the actor's warehouses."""


class StockMove(AppendOnly):
    """A quantity of an item into or out of a warehouse, because of a document (INV-003); never changed.

    change is the quantity with its sign for the warehouse; on_hand_after what then lay there, set by the database.
    The foreign key to the balance is composite (warehouse, item) and declared in the guards' migration.
    """

    warehouse = models.ForeignKey(
        "inventory.Warehouse", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    from_place = models.CharField(max_length=10, choices=Place.choices)
    to_place = models.CharField(max_length=10, choices=Place.choices)
    quantity = quantity_field()
    change = models.GeneratedField(
        expression=Case(When(to_place=Place.WAREHOUSE, then=F("quantity")), default=-F("quantity")),
        output_field=models.DecimalField(max_digits=15, decimal_places=3),
        db_persist=True,
    )
    on_hand_after = quantity_field()
    batch = models.CharField(max_length=50, blank=True, default="")
    unit_cost = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    document_kind = models.CharField(max_length=40)
    document_id = models.BigIntegerField()
    document_label = models.CharField(max_length=60)
    reason = models.CharField(max_length=20, blank=True, default="")
    remark = models.CharField(max_length=200, blank=True, default="")
    user_id = models.BigIntegerField(null=True)
    user_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = StockMoveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="move_quantity_positive"),
            models.CheckConstraint(
                condition=(Q(from_place=Place.WAREHOUSE) & ~Q(to_place=Place.WAREHOUSE))
                | (~Q(from_place=Place.WAREHOUSE) & Q(to_place=Place.WAREHOUSE)),
                name="move_has_one_warehouse",
            ),
        ]
        indexes = [
            models.Index(fields=["warehouse", "item", "-id"], name="move_stock"),
            models.Index(fields=["item", "-id"], name="move_item"),
            models.Index(fields=["document_kind", "document_id"], name="move_document"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    @property
    def kind_label(self) -> str:
        """What the movement is called: 采购入库, 销售出库 ..."""
        comes_in = self.to_place == Place.WAREHOUSE
        far = self.from_place if comes_in else self.to_place
        return str((CAME_IN if comes_in else WENT_OUT).get(far) or Place(far).label)
