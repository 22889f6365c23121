"""Entries, changes and deletions of customers that wait for a review, and those that had one."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet
from danshu.parties.deeds import Deed
from danshu.parties.guards import not_merged
from danshu.vetting.lifecycle import REVIEW_LIFECYCLE, Status


class ReviewQuerySet(ScopedQuerySet["Review"]):
    """A review belongs to the unit and the owner of its customer."""

    scope_unit, scope_owner = "customer__unit_id", "customer__owner_id"


class Review(Versioned):
    """Something that a reviewer decides about a customer.

    before, after: of a change, field -> stored value when it was submitted, and the wanted one. reason: what the
    applicant says. duplicate_reason: why a second customer of the wanted name was allowed (CUS-003). applicant: None for
    a job or a rule. is_own: decided by the applicant, who has the right to.
    """

    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+", db_index=False)
    deed = models.CharField(max_length=10, choices=Deed.choices)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.AWAITING)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True, default="")
    duplicate_reason = models.CharField(max_length=500, blank=True, default="")
    applicant = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    applicant_name = models.CharField(max_length=150)
    applied_at = models.DateTimeField()
    decided_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_by_name = models.CharField(max_length=150, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True, default="")
    is_own = models.BooleanField(default=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["status", "-id"], name="vetting_status"),
            models.Index(fields=["applicant", "-id"], name="vetting_applicant"),
            models.Index(fields=["customer", "-id"], name="vetting_customer"),
        ]
        constraints = [
            models.UniqueConstraint("customer", condition=Q(status=Status.AWAITING), name="vetting_one_open"),
            models.CheckConstraint(condition=Q(deed__in=Deed.values), name="vetting_deed_known"),
            models.CheckConstraint(
                name="vetting_decided_fact",
                condition=Q(status=Status.AWAITING, decided_at__isnull=True)
                | (~Q(status=Status.AWAITING) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="vetting_change_named", condition=~Q(deed=Deed.CHANGE) | (~Q(after={}) & ~Q(before={}))
            ),
            # nobody approves what he submitted, unless his role says so (INV-A1)
            models.CheckConstraint(
                name="vetting_four_eyes",
                condition=~Q(status=Status.APPROVED)
                | Q(is_own=True)
                | Q(decided_by__isnull=True)
                | Q(applicant__isnull=True)
                | ~Q(decided_by=F("applicant")),
            ),
        ]
        triggers = [REVIEW_LIFECYCLE.trigger(), not_merged("customer_id")]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} {self.applied_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Nobody decided yet."""
        return self.status == Status.AWAITING

    @property
    def pairs(self) -> dict[str, tuple[Any, Any]]:
        """Field -> (value when it was submitted, wanted value)."""
        return {name: (self.before[name], wanted) for name, wanted in self.after.items()}
