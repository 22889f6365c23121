"""Special approval of what is otherwise forbidden (ORD-039); so far: deleting an approved order."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danshu.sales.models.order import Order


class SpecialApproval(models.Model):
    """One request and its answer; good for one deletion of exactly this content, for five working days."""

    class State(models.TextChoices):
        PENDING = "pending", _("待特批")
        APPROVED = "approved", _("已特批")
        REFUSED = "refused", _("已拒绝")
        USED = "used", _("已使用")

    order = models.ForeignKey(Order, models.CASCADE, related_name="special_approvals")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    reason = models.CharField(max_length=500)
    facts = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    asked_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    asked_by_name = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint("order", condition=Q(state="pending"), name="one_pending_special"),
            models.CheckConstraint(
                name="special_decided_fact",
                condition=Q(state="pending", decided_at__isnull=True)
                | (~Q(state="pending") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="special_four_eyes",
                condition=Q(decided_by__isnull=True) | Q(asked_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.state}"
