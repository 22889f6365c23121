"""Pictures of items, kept as they are shown (CAT-001)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ItemPicture(models.Model):
    """One picture in two sizes, decoded and encoded anew when it came in; never changed, only ordered and removed.

    The first one by position stands for the item in lists. They go with their item.
    """

    item = models.ForeignKey("catalog.Item", models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    mime = models.CharField(max_length=20)
    content = models.BinaryField()
    thumbnail = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "digest"], name="item_picture_once"),
            models.UniqueConstraint(
                fields=["item", "position"], name="item_picture_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="item_picture_position_from_one"),
        ]

    def __str__(self) -> str:
        return self.name
