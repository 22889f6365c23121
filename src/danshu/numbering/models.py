"""Changed patterns and the counters (SYS-003, INV-N1)."""

from __future__ import annotations

from django.db import models

from danshu.kit.models import Versioned


class NumberPattern(Versioned):
    """The pattern of a series when it differs from the delivered one."""

    series = models.CharField(max_length=40, unique=True)
    prefix = models.CharField(max_length=8)
    date_part = models.CharField(max_length=10, blank=True)
    digits = models.PositiveSmallIntegerField()
    reset = models.CharField(max_length=10)
    with_branch = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.series


class Counter(models.Model):
    """The last number taken in one period (and branch) of a series; it only rises.

    A change of the pattern retires counters: `~2026-09#17` counted September and is kept so that nothing repeats.
    """

    series = models.CharField(max_length=40)
    branch = models.CharField(max_length=8, blank=True)
    period = models.CharField(max_length=40, blank=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("series", "branch", "period", name="counter_unique"),
            models.CheckConstraint(condition=models.Q(last__gte=0), name="counter_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.branch} {self.period}".strip()
