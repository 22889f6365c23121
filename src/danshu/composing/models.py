"""How orders hang together that were merged or split."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LinkKind(models.TextChoices):
    """What was done."""

    MERGED = "merged", _("合并")
    SPLIT = "split", _("拆分")


class OrderLink(models.Model):
    """One order went into another (merged), or another came out of it (split).

    The numbers stay when one of the orders lies in the recycle bin, where its reference is emptied for that time.
    """

    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    from_order = models.ForeignKey("sales.Order", models.PROTECT, null=True, related_name="+")
    from_number = models.CharField(max_length=40)
    to_order = models.ForeignKey("sales.Order", models.PROTECT, null=True, related_name="+")
    to_number = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    # what went over: the whole order, or the total of the new one
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="order_link_of_two", condition=~Q(from_number=models.F("to_number"))),
            models.UniqueConstraint("from_number", condition=Q(kind=LinkKind.MERGED), name="order_merged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.from_number} → {self.to_number}"
