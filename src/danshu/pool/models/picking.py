"""Applications for customers of the pool (CUS-017)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet
from danshu.parties.guards import not_merged
from danshu.pool.lifecycle import PICK_LIFECYCLE, PickStatus


class PickQuerySet(ScopedQuerySet["PickRequest"]):
    """An application belongs to who made it, and to his unit."""

    scope_owner = "applicant_id"


class PickRequest(Versioned):
    """Somebody wants a customer. A direct pick is an application that was approved at once, by the rule."""

    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+", db_index=False)
    applicant = models.ForeignKey("identity.User", models.PROTECT, related_name="+", db_index=False)
    applicant_name = models.CharField(max_length=150)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    status = models.CharField(max_length=20, choices=PickStatus.choices, default=PickStatus.APPLIED)
    reason = models.CharField(max_length=500, blank=True, default="")
    is_direct = models.BooleanField(default=False)
    applied_at = models.DateTimeField()
    decided_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_by_name = models.CharField(max_length=150, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True, default="")

    objects = PickQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["status", "-id"], name="pool_pick_status"),
            models.Index(fields=["applicant", "-applied_at"], name="pool_pick_applicant"),
            models.Index(fields=["customer", "-id"], name="pool_pick_customer"),
        ]
        constraints = [
            models.UniqueConstraint(
                "customer", "applicant", condition=Q(status=PickStatus.APPLIED), name="pool_pick_one_open"
            ),
            models.CheckConstraint(
                name="pool_pick_decided_fact",
                condition=Q(status=PickStatus.APPLIED, decided_at__isnull=True)
                | (~Q(status=PickStatus.APPLIED) & Q(decided_at__isnull=False)),
            ),
            # nobody approves what he applied for (ACC-023); a direct pick is approved by the rule
            models.CheckConstraint(
                name="pool_pick_four_eyes",
                condition=~Q(status=PickStatus.APPROVED)
                | Q(is_direct=True)
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=F("applicant")),
            ),
        ]
        triggers = [PICK_LIFECYCLE.trigger(), not_merged("customer_id")]

    def __str__(self) -> str:
        return f"{self.applicant_name} {self.applied_at:%Y-%m-%d}"
