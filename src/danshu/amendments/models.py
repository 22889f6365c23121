"""The change order: the order as it was, as it shall be, and who decided (ORD-014)."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from danshu.amendments.lifecycle import AMENDMENT_LIFECYCLE, AmendmentStatus, Overpayment
from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet
from danshu.kit.refs import SourceRef
from danshu.sales.conditions import conditions_text


class AmendmentQuerySet(ScopedQuerySet["Amendment"]):
    """A change order is seen by whoever sees its order."""

    scope_unit, scope_owner = "order__unit_id", "order__owner_id"


class Amendment(Versioned):
    """One proposal. `before` and `after` are whole versions of the order (snapshot.py), frozen when it was made."""

    order = models.ForeignKey("sales.Order", models.PROTECT, related_name="+", db_index=False)
    # of its order: counted under the order's lock, so no number is lost by what was rolled back
    ordinal = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=50, unique=True)
    status = models.CharField(max_length=20, choices=AmendmentStatus.choices, default=AmendmentStatus.PROPOSED)
    reason = models.CharField(max_length=500)
    before = models.JSONField()
    after = models.JSONField()
    # equal content, equal digest: what was looked at is what is carried out (INV-A1)
    digest = models.CharField(max_length=64)
    aspects = ArrayField(models.CharField(max_length=20), default=list)
    conditions = models.JSONField(default=list)
    overpayment = models.CharField(max_length=20, choices=Overpayment.choices, default=Overpayment.REFUND)
    currency = models.CharField(max_length=3)
    total_before = models.DecimalField(max_digits=16, decimal_places=2)
    total_after = models.DecimalField(max_digits=16, decimal_places=2)
    proposed_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_by_name = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_by_name = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["status", "-id"], name="amendment_status")]
        constraints = [
            models.UniqueConstraint("order", "ordinal", name="amendment_ordinal"),
            models.UniqueConstraint("order", condition=Q(status=AmendmentStatus.PROPOSED), name="amendment_one_open"),
            models.CheckConstraint(
                name="amendment_decided_fact",
                condition=Q(status=AmendmentStatus.PROPOSED, decided_at__isnull=True)
                | (~Q(status=AmendmentStatus.PROPOSED) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(name="amendment_totals", condition=Q(total_before__gte=0, total_after__gte=0)),
            # whoever proposed what has to be approved does not approve it (INV-A1)
            models.CheckConstraint(
                name="amendment_four_eyes",
                condition=~Q(status=AmendmentStatus.ACCEPTED)
                | Q(aspects__len=0)
                | Q(decided_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
            ),
        ]
        triggers = [AMENDMENT_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> SourceRef:
        """How other modules point at it."""
        return SourceRef("amendments.amendment", self.pk)

    @property
    def why_supervised(self) -> str:
        """What asks for the supervisor's right, in the active language; "" for nothing."""
        return conditions_text(self.conditions)

    @property
    def order_number(self) -> str:
        """Which order it changes."""
        return self.order.number

    @property
    def difference(self) -> Decimal:
        """What is owed more (or less) by it."""
        return self.total_after - self.total_before

    @property
    def is_open(self) -> bool:
        """True until somebody decides."""
        return self.status == AmendmentStatus.PROPOSED
