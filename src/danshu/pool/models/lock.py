"""Locks of customers (CUS-018)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet
from danshu.parties.guards import not_merged
from danshu.pool.lifecycle import LOCK_LIFECYCLE, LockStatus

OPEN = (LockStatus.APPLIED, LockStatus.LOCKED)


class LockQuerySet(ScopedQuerySet["Lock"]):
    """A lock belongs to the owner of the customer, and to his unit."""

    def in_force(self, today: date) -> Self:
        """Those that hold today, whether or not the night has closed those that ran out."""
        return self.filter(status=LockStatus.LOCKED, from_date__lte=today, to_date__gte=today)


class Lock(Versioned):
    """One application, and the lock that it becomes. extends: the lock that it takes the place of when approved."""

    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey("identity.User", models.PROTECT, related_name="+", db_index=False)
    owner_name = models.CharField(max_length=150)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    status = models.CharField(max_length=20, choices=LockStatus.choices, default=LockStatus.APPLIED)
    reason = models.CharField(max_length=500)
    from_date = models.DateField()
    to_date = models.DateField()
    extends = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    applied_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    applied_by_name = models.CharField(max_length=150)
    applied_at = models.DateTimeField()
    decided_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_by_name = models.CharField(max_length=150, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True, default="")
    announced_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=150, blank=True, default="")
    end_reason = models.CharField(max_length=500, blank=True, default="")

    objects = LockQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["status", "to_date"], name="pool_lock_status"),
            models.Index(fields=["owner", "status"], name="pool_lock_owner"),
            models.Index(fields=["customer", "-id"], name="pool_lock_customer"),
        ]
        constraints = [
            models.UniqueConstraint("customer", condition=Q(status=LockStatus.APPLIED), name="pool_lock_one_open"),
            models.UniqueConstraint("customer", condition=Q(status=LockStatus.LOCKED), name="pool_lock_one"),
            models.CheckConstraint(name="pool_lock_days", condition=Q(to_date__gte=F("from_date"))),
            models.CheckConstraint(name="pool_lock_reasoned", condition=~Q(reason="")),
            models.CheckConstraint(
                name="pool_lock_decided_fact",
                condition=Q(status=LockStatus.APPLIED, decided_at__isnull=True)
                | (~Q(status=LockStatus.APPLIED) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="pool_lock_refusal_reasoned", condition=~Q(status=LockStatus.REFUSED) | ~Q(decision_reason="")
            ),
            models.CheckConstraint(
                name="pool_lock_unlock_reasoned", condition=~Q(status=LockStatus.UNLOCKED) | ~Q(end_reason="")
            ),
            # nobody approves the lock that he applied for, or of his own customer (ACC-023)
            models.CheckConstraint(
                name="pool_lock_four_eyes",
                condition=~Q(status__in=(LockStatus.LOCKED, LockStatus.ENDED, LockStatus.UNLOCKED))
                | Q(decided_by__isnull=True)
                | (~Q(decided_by=F("applied_by")) & ~Q(decided_by=F("owner"))),
            ),
        ]
        triggers = [LOCK_LIFECYCLE.trigger(), not_merged("customer_id")]

    def __str__(self) -> str:
        return f"{self.owner_name} {self.from_date} – {self.to_date}"
