"""What the order desk records around a review: who is at it, and what went back and why (ORD-019, ORD-020)."""

from __future__ import annotations

from django.db import models

from danshu.sales.models.order import Order


class ReviewClaim(models.Model):
    """Somebody took an order out of the queue. Counts as long as the order waits since before the claim.

    A courtesy among reviewers, no lock: what decides is the order's version.
    """

    order = models.OneToOneField(Order, models.CASCADE, related_name="claim")
    by = models.ForeignKey("identity.User", models.CASCADE, related_name="+")
    by_name = models.CharField(max_length=150)
    claimed_at = models.DateTimeField()
    # his page says so twice a minute
    seen_at = models.DateTimeField()
    # from a colleague who passed it on
    passed_by_name = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=500, blank=True)


class OrderReturn(models.Model):
    """An order went back to whoever entered it; the figures of errors are counted from these."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="returns")
    reason_code = models.CharField(max_length=40)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "order"], name="return_by_time")]
