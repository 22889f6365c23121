"""What the house tells a customer by itself, once for each occasion (ORD-048)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from danshu.sales.models.handling import OrderNote
from danshu.sales.models.order import Order


class Sending(models.Model):
    """One occasion that the customer was told of; without a note there was no address to write to."""

    class Occasion(models.TextChoices):
        PLACED = "placed", _("下单确认")
        AMENDED = "amended", _("订单变更")

    order = models.ForeignKey(Order, models.CASCADE, related_name="sendings", db_index=False)
    occasion = models.CharField(max_length=20, choices=Occasion.choices)
    # what tells occasions of one kind apart: the number of the change order
    reference = models.CharField(max_length=60, blank=True)
    note = models.OneToOneField(OrderNote, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("order", "occasion", "reference", name="sending_once")]

    def __str__(self) -> str:
        return f"{self.occasion} {self.reference}".strip()
