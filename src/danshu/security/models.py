"""Attempts that had no effect (SYS-032)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from danshu.kit.attempts import KINDS

KEPT_DAYS = 184  # half a year by any calendar: what the law asks of logs


class Attempt(models.Model):
    """What one person, or one network address without a person, tried of one kind within one minute, and how often.

    A flood makes the number rise, not the rows. place: the address or the account the first of them was aimed at, without
    secrets and contact data. is_told: the administrators were told of it. Counts only rise, and nothing goes before its
    time, whoever asks.
    """

    minute = models.DateTimeField()
    kind = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True, default="")
    ip_address = models.GenericIPAddressField(null=True)
    place = models.CharField(max_length=200, blank=True, default="")
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()
    is_told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minute", "actor_id", "ip_address", "kind"], name="attempt_once_a_minute", nulls_distinct=False
            ),
            models.CheckConstraint(name="attempt_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="attempt_count", condition=Q(count__gte=1)),
        ]
        indexes = [
            models.Index(fields=["-minute", "-id"], name="attempt_minute"),
            models.Index(fields=["actor_id", "-minute"], name="attempt_actor"),
            models.Index(fields=["ip_address", "-minute"], name="attempt_address"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="kept_half_a_year",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition(f"OLD.minute > now() - interval '{KEPT_DAYS} days'"),
            ),
            pgtrigger.Protect(
                name="counts_up",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.count < OLD.count OR (NEW.minute, NEW.kind, NEW.actor_id, NEW.actor_name, NEW.ip_address, NEW.place)"
                    " IS DISTINCT FROM (OLD.minute, OLD.kind, OLD.actor_id, OLD.actor_name, OLD.ip_address, OLD.place)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.kind} {self.count}"
