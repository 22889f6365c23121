"""Which customers were one and the same, and what was moved when that was found (CUS-003)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from danshu.parties.models.customer import Customer


class Merge(models.Model):
    """One customer taken into another.

    taken: names of the fields whose value came from the loser. before: columns of both as they were. moved: what each
    rule moved, as it needs it to move it back.
    """

    survivor = models.ForeignKey(Customer, models.PROTECT, related_name="merges")
    loser = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    taken = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loser"], condition=Q(undone_at__isnull=True), name="customer_merged_once"),
            models.CheckConstraint(condition=~Q(survivor=F("loser")), name="merge_of_two"),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.loser} → {self.survivor}"
