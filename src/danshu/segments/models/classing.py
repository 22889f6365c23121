"""Rules behind categories and levels, and what they propose (CUS-011).

Categories and levels themselves are dictionary values; here is what a dictionary does not know of them.
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet
from danshu.parties.guards import not_merged
from danshu.parties.permissions import VIEW_CUSTOMERS
from danshu.parties.queries import customer_keys
from danshu.segments.lifecycle import PROPOSAL_LIFECYCLE, ProposalStatus


def value(**options: Any) -> Any:
    """A dictionary value."""
    return models.ForeignKey("dictionaries.Value", models.PROTECT, related_name="+", **options)


class CategoryPlace(models.Model):
    """Where a category stands in the tree, and whom it is for; a category without a row is at the top, without a rule."""

    category = models.OneToOneField("dictionaries.Value", models.PROTECT, related_name="+")
    parent = value(null=True)
    is_all = models.BooleanField(default=True)
    conditions = models.JSONField(default=list, blank=True)
    updated_at = models.DateTimeField()
    updated_by_name = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("category")), name="category_not_its_own_parent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.parent_id} > {self.category_id}"


class LevelRule(models.Model):
    """What a level asks of the last 12 months, its rank (1 is the highest) and the price level it brings.

    min_paid, min_orders, min_score: all that are given must be reached; a level that gives none is never proposed.
    """

    level = models.OneToOneField("dictionaries.Value", models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(unique=True)
    price_level = value(null=True)
    min_paid = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    min_orders = models.PositiveIntegerField(null=True)
    min_score = models.PositiveSmallIntegerField(null=True)
    updated_at = models.DateTimeField()
    updated_by_name = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rank__gte=1) & Q(rank__lte=999), name="level_rank_range"),
            models.CheckConstraint(
                condition=Q(min_score__isnull=True) | Q(min_score__lte=100), name="level_score_range"
            ),
            models.CheckConstraint(condition=Q(min_paid__isnull=True) | Q(min_paid__gte=0), name="level_paid_range"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}: {self.level_id}"


class ProposalQuerySet(ScopedQuerySet["Proposal"]):
    """Proposals, in the scope of their customers."""

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Those whose customers exist for the actor; nothing without the permission itself."""
        if not actor.can(permission):
            return self.none()
        return self.filter(customer_id__in=customer_keys(actor, VIEW_CUSTOMERS))


class Proposal(Versioned):
    """Another category or level for a customer, as a rule found it. facts: the figures it was found by, as text."""

    class Kind(models.TextChoices):
        LEVEL = "level"
        CATEGORY = "category"

    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    old_value = value(null=True, db_index=False)
    new_value = value(db_index=False)
    facts = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.WAITING)
    is_automatic = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=150, blank=True, default="")
    decision_reason = models.CharField(max_length=500, blank=True, default="")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=Q(status=ProposalStatus.WAITING), name="class_proposal_one_open"
            ),
            models.CheckConstraint(
                condition=Q(status=ProposalStatus.WAITING, decided_at__isnull=True)
                | (~Q(status=ProposalStatus.WAITING) & Q(decided_at__isnull=False)),
                name="class_proposal_decided_fact",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="class_proposal_status"),
            models.Index(fields=["customer", "-id"], name="class_proposal_customer"),
        ]
        triggers = [PROPOSAL_LIFECYCLE.trigger(), not_merged("customer_id")]

    def __str__(self) -> str:
        return _("分类与级别建议 %(number)s") % {"number": self.pk}
