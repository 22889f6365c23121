"""Customers that were given up, and owners who were told that one will be (CUS-016)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from danshu.kit.querysets import ScopedQuerySet
from danshu.parties.guards import not_merged
from danshu.pool.lifecycle import Cause


class Release(models.Model):
    """One time that a customer came into the pool; the latest one says why it lies there."""

    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+", db_index=False)
    cause = models.CharField(max_length=20, choices=Cause.choices)
    reason = models.ForeignKey("dictionaries.Value", models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.CharField(max_length=500, blank=True, default="")
    former_owner = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    former_owner_name = models.CharField(max_length=150, blank=True, default="")
    former_unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    released_at = models.DateTimeField()
    released_by_name = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-released_at"], name="pool_release_customer"),
            models.Index(fields=["-released_at"], name="pool_release_at"),
        ]
        constraints = [
            models.CheckConstraint(
                name="pool_release_reasoned", condition=~Q(cause=Cause.RELEASED) | Q(reason__isnull=False)
            ),
            models.CheckConstraint(name="pool_release_cause", condition=Q(cause__in=Cause.values)),
        ]
        triggers = [not_merged("customer_id")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.released_at:%Y-%m-%d}"


class ForewarningQuerySet(ScopedQuerySet["Forewarning"]):
    """Those of the customers in a scope."""

    scope_unit, scope_owner = "customer__unit_id", "customer__owner_id"


class Forewarning(models.Model):
    """An owner was told that a customer will fall into the pool; one row for each customer, renewed with each cycle."""

    customer = models.OneToOneField("parties.Customer", models.PROTECT, related_name="+")
    owner = models.ForeignKey("identity.User", models.PROTECT, related_name="+", db_index=False)
    cause = models.CharField(max_length=20, choices=Cause.choices)
    falls_on = models.DateField()
    warned_at = models.DateTimeField()

    objects = ForewarningQuerySet.as_manager()

    class Meta:
        triggers = [not_merged("customer_id")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.falls_on}"
