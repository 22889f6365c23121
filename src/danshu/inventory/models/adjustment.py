"""Corrections of what is on hand (INV-005)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danshu.inventory.lifecycle import ADJUSTMENT_LIFECYCLE, AdjustmentStatus
from danshu.inventory.models.scope import InWarehouse
from danshu.inventory.models.stock import quantity_field
from danshu.kit.models import Versioned


class AdjustmentReason(models.TextChoices):
    """Why the books and the shelf differ."""

    COUNT = "count", _("盘点差异")
    DAMAGE = "damage", _("损坏")
    LOSS = "loss", _("丢失")
    FOUND = "found", _("盘盈找回")
    CORRECTION = "correction", _("更正")


class StockAdjustmentQuerySet(InWarehouse["StockAdjustment"]):
    """Adjustments of the actor's warehouses."""


class StockAdjustment(Versioned):
    """A difference to be added to what is on hand of one item in one warehouse.

    The difference is fixed when it is entered (counted minus booked at that moment): what is shipped until the review
    does not disturb it. value is the difference at cost when it was entered. The content never changes afterwards, so
    what was reviewed is what is posted (INV-A1).
    """

    number = models.CharField(max_length=30, unique=True)
    warehouse = models.ForeignKey("inventory.Warehouse", models.PROTECT, related_name="+")
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    quantity_before = quantity_field()
    difference = quantity_field()
    value = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    reason = models.CharField(max_length=12, choices=AdjustmentReason.choices)
    remark = models.CharField(max_length=500, blank=True, default="")
    status = models.CharField(max_length=10, choices=AdjustmentStatus.choices)
    created_by_id = models.BigIntegerField(null=True)
    created_by_name = models.CharField(max_length=150)
    reviewed_by_id = models.BigIntegerField(null=True)
    reviewed_by_name = models.CharField(max_length=150, blank=True, default="")
    reviewed_at = models.DateTimeField(null=True)
    review_note = models.CharField(max_length=500, blank=True, default="")
    posted_at = models.DateTimeField(null=True)

    objects = StockAdjustmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(difference=0), name="adjustment_not_zero"),
            models.CheckConstraint(
                condition=Q(status=AdjustmentStatus.POSTED, posted_at__isnull=False)
                | (~Q(status=AdjustmentStatus.POSTED) & Q(posted_at__isnull=True)),
                name="adjustment_posted_at_fits",
            ),
            # whoever entered it does not review it, whatever the code thinks (self_review_allowed leaves no reviewer)
            models.CheckConstraint(
                condition=Q(reviewed_by_id__isnull=True)
                | Q(created_by_id__isnull=True)
                | ~Q(reviewed_by_id=F("created_by_id")),
                name="adjustment_four_eyes",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="adjustment_status"),
            models.Index(fields=["warehouse", "item", "-id"], name="adjustment_stock"),
        ]
        triggers = [ADJUSTMENT_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return self.number
