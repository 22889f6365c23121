"""Order lines: an item frozen as the customer agreed to it (ORD-005)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from danshu.kit.refs import SourceRef
from danshu.sales.models.order import Order, amount_field


def quantity_field(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """A quantity with up to three decimals."""
    return models.DecimalField(max_digits=15, decimal_places=3, default=0, **options)  # type: ignore[arg-type]


class OrderLine(models.Model):
    """One line; quantities of progress are summaries kept by the modules above."""

    # the unique (order, position) and the index below serve these keys
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    item_code = models.CharField(max_length=60)
    item_name = models.CharField(max_length=200)
    model = models.CharField(max_length=100, blank=True)
    specification = models.CharField(max_length=200, blank=True)
    unit_name = models.CharField(max_length=20, blank=True)
    warehouse = models.ForeignKey("inventory.Warehouse", models.PROTECT, null=True, related_name="+", db_index=False)

    quantity = quantity_field()
    list_price = models.DecimalField(max_digits=16, decimal_places=4, default=0)
    unit_price = models.DecimalField(max_digits=16, decimal_places=4, default=0)
    price_source = models.CharField(max_length=20, default="list")
    discount_rate = models.DecimalField(max_digits=6, decimal_places=2, default=100)
    line_discount = amount_field()
    allocated_discount = amount_field()
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    tax_amount = amount_field()
    amount = amount_field()
    cost = amount_field()
    wanted_date = models.DateField(null=True)
    remark = models.CharField(max_length=500, blank=True)

    shipped_quantity = quantity_field()
    signed_quantity = quantity_field()
    returned_quantity = quantity_field()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order", "position"]
        indexes = [models.Index(fields=["item", "-order"], name="line_item")]
        constraints = [
            models.UniqueConstraint("order", "position", name="line_position"),
            models.CheckConstraint(name="line_quantity", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="line_amounts", condition=Q(amount__gte=0, unit_price__gte=0)),
            models.CheckConstraint(
                name="line_shipped_within_ordered",
                condition=Q(shipped_quantity__gte=0, shipped_quantity__lte=F("quantity")),
            ),
            models.CheckConstraint(
                name="line_signed_within_shipped",
                condition=Q(signed_quantity__gte=0, signed_quantity__lte=F("shipped_quantity")),
            ),
            models.CheckConstraint(
                name="line_returned_within_shipped",
                condition=Q(returned_quantity__gte=0, returned_quantity__lte=F("shipped_quantity")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.item_code}"

    @property
    def ref(self) -> SourceRef:
        """How lower modules point at this line."""
        return SourceRef("sales.order_line", self.pk)
