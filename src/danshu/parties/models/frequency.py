"""How often customers of a level are to be contacted (CUS-019)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class LevelFrequency(models.Model):
    """The follow-up frequency of a level in days; a customer's own frequency comes first."""

    level = models.OneToOneField("dictionaries.Value", models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()
    updated_at = models.DateTimeField()
    updated_by_name = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1) & Q(days__lte=3650), name="level_frequency_range")
        ]

    def __str__(self) -> str:
        return f"{self.level_id}: {self.days}"
