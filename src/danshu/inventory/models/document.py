"""Stock-in and stock-out orders (INV-006)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danshu.inventory.lifecycle import DOCUMENT_LIFECYCLE, DocumentStatus
from danshu.inventory.models.scope import InWarehouse
from danshu.inventory.models.stock import Place, quantity_field
from danshu.kit.models import Versioned


class Direction(models.TextChoices):
    """Into the warehouse or out of it."""

    IN = "in", _("入库")
    OUT = "out", _("出库")


def opposite(direction: str) -> Direction:
    """The other way."""
    return Direction.OUT if direction == Direction.IN else Direction.IN


class DocumentType(models.TextChoices):
    """Why goods come or go."""

    PURCHASE = "purchase", _("采购")
    PRODUCTION = "production", _("生产")
    RETURN = "return", _("退货")
    TRANSFER = "transfer", _("调拨")
    SALE = "sale", _("销售")
    OPENING = "opening", _("期初")
    OTHER = "other", _("其他")


# (direction, type) -> the other end of the move; what is missing is not offered
COUNTERPARTS: dict[tuple[str, str], Place] = {
    (Direction.IN, DocumentType.PURCHASE): Place.SUPPLIER,
    (Direction.IN, DocumentType.PRODUCTION): Place.PRODUCTION,
    (Direction.IN, DocumentType.RETURN): Place.CUSTOMER,
    (Direction.IN, DocumentType.TRANSFER): Place.TRANSIT,
    (Direction.IN, DocumentType.OPENING): Place.OPENING,
    (Direction.IN, DocumentType.OTHER): Place.ADJUSTMENT,
    (Direction.OUT, DocumentType.SALE): Place.CUSTOMER,
    (Direction.OUT, DocumentType.PRODUCTION): Place.PRODUCTION,
    (Direction.OUT, DocumentType.RETURN): Place.SUPPLIER,
    (Direction.OUT, DocumentType.TRANSFER): Place.TRANSIT,
    (Direction.OUT, DocumentType.OPENING): Place.OPENING,
    (Direction.OUT, DocumentType.OTHER): Place.ADJUSTMENT,
}
# not offered to people: an opening quantity is taken back by reversing it, or by undoing its import
NOT_OFFERED = {(Direction.OUT, DocumentType.OPENING)}


class StockDocumentQuerySet(InWarehouse["StockDocument"]):
    """Stock orders of the actor's warehouses."""


class StockDocument(Versioned):
    """A paper that moves stock when it is confirmed; taken back only by the counter-document that reverses it."""

    number = models.CharField(max_length=30, unique=True)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    type = models.CharField(max_length=12, choices=DocumentType.choices)
    warehouse = models.ForeignKey("inventory.Warehouse", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=DocumentStatus.choices, default=DocumentStatus.DRAFT)
    source_text = models.CharField(max_length=60, blank=True, default="")
    source_kind = models.CharField(max_length=40, blank=True, default="")
    source_id = models.BigIntegerField(null=True)
    handler = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    remark = models.CharField(max_length=500, blank=True, default="")
    created_by_id = models.BigIntegerField(null=True)
    created_by_name = models.CharField(max_length=150)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_name = models.CharField(max_length=150, blank=True, default="")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField(max_length=200, blank=True, default="")

    objects = StockDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[DocumentStatus.CONFIRMED, DocumentStatus.REVERSED], confirmed_at__isnull=False)
                | Q(status__in=[DocumentStatus.DRAFT, DocumentStatus.VOID], confirmed_at__isnull=True),
                name="stock_document_confirmed_at_fits",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")), name="stock_document_not_own_reversal"
            ),
        ]
        indexes = [
            models.Index(fields=["direction", "-id"], name="stock_document_list"),
            models.Index(fields=["warehouse", "-id"], name="stock_document_warehouse"),
        ]
        triggers = [DOCUMENT_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return self.number

    @property
    def counterpart(self) -> Place:
        """The other end of its moves; a counter-document goes back to where its original came from."""
        reversing = self.reverses_id is not None
        direction = opposite(self.direction) if reversing else self.direction
        return COUNTERPARTS[direction, self.type]


class StockDocumentLine(models.Model):
    """An item and how much of it; `unit_cost` in base currency, for what comes in."""

    document = models.ForeignKey(StockDocument, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+")
    quantity = quantity_field()
    batch = models.CharField(max_length=50, blank=True, default="")
    unit_cost = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    remark = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="stock_document_line_position"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_document_line_quantity"),
            models.CheckConstraint(
                condition=Q(unit_cost__isnull=True) | Q(unit_cost__gte=0), name="stock_document_line_cost"
            ),
        ]
