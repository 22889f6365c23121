"""Figures that a trigger on the orders keeps up, so that a report never adds up a million of them (RPT-003)."""

from __future__ import annotations

from django.db import models

from danshu.kit.querysets import ScopedQuerySet


class SalesFigure(models.Model):
    """A part of what orders of one month, unit, owner, currency and status come to; the sum of the parts counts.

    month: of the order's own day; approved_month: of its approval, in the company's time zone, which `zone` names;
    base_amount: in the base currency by the rate of each order.

    Each change of an order adds parts (less of what it was, more of what it is) in its transaction: nobody waits for
    a shared row. `fold_figures` makes one part of many now and then.
    """

    month = models.DateField()
    approved_month = models.DateField(null=True)
    zone = models.CharField(max_length=60, default="", db_default="")
    unit_id = models.BigIntegerField(null=True)
    owner_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=20)
    orders = models.BigIntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    base_amount = models.DecimalField(max_digits=18, decimal_places=2, default=0, db_default=0)

    objects = ScopedQuerySet["SalesFigure"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["month"], name="figure_month"),
            models.Index(fields=["approved_month"], name="figure_approved"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.status} {self.currency}"
