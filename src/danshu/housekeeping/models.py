"""How long expired data are kept, and what was removed when (SYS-012)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from danshu.kit.models import AppendOnly, Versioned


class Every(models.TextChoices):
    """When a rule runs by itself."""

    HAND = "hand", pgettext_lazy("清理计划", "只手动清理")
    DAY = "day", pgettext_lazy("清理计划", "每天")
    WEEK = "week", pgettext_lazy("清理计划", "每周一")
    MONTH = "month", pgettext_lazy("清理计划", "每月 1 日")


class ExpiryRule(Versioned):
    """For how many days one kind of data is kept after it expired, and when it is removed by itself.

    Without a row a kind is kept as long as its module says, and removed by hand only.
    """

    kind = models.CharField(max_length=60, unique=True)
    days = models.PositiveSmallIntegerField()
    every = models.CharField(max_length=10, choices=Every.choices, default=Every.HAND)

    class Meta:
        constraints = [
            models.CheckConstraint(name="expiry_rule_days", condition=Q(days__gte=1, days__lte=3650)),
            models.CheckConstraint(name="expiry_rule_every", condition=Q(every__in=Every.values)),
        ]

    def __str__(self) -> str:
        return self.kind


class ExpiryRun(AppendOnly):
    """One cleanup: what was removed of each kind, when, by whom. backup: where the data were saved before, in words."""

    at = models.DateTimeField()
    day = models.DateField()
    by_name = models.CharField(max_length=150)
    is_scheduled = models.BooleanField(default=False)
    backup = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["-at"], name="expiry_run_at")]

    def __str__(self) -> str:
        return f"{self.day} {self.by_name}"


class ExpiryCount(AppendOnly):
    """How much of one kind a run removed, and what was older than which moment."""

    run = models.ForeignKey(ExpiryRun, models.PROTECT, related_name="counts")
    kind = models.CharField(max_length=60)
    before = models.DateTimeField()
    removed = models.PositiveIntegerField()
    day = models.DateField()
    is_scheduled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "kind"], name="expiry_count_once"),
            models.UniqueConstraint(fields=["kind", "day"], condition=Q(is_scheduled=True), name="expiry_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.removed}"
