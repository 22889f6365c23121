"""How finely a unit of measure can be divided (COM-014)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class UnitDecimals(models.Model):
    """The decimals of one value of the dictionary of units; a unit without a row counts whole numbers."""

    unit = models.OneToOneField("dictionaries.Value", models.CASCADE, primary_key=True, related_name="+")
    decimals = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(decimals__lte=3), name="unit_decimals_range")]
