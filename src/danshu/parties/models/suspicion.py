"""Customers that may be one and the same, until somebody decides (CUS-003)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.kit.querysets import scope_filter
from danshu.parties.models.customer import Customer


class Likeness(models.TextChoices):
    """What two customers have in common."""

    LICENCE = "licence", _("证照号码相同")
    NAME = "name", _("同一地区名称相同")
    TAX_NUMBER = "tax_number", _("税号相同")
    CONTACT = "contact", _("电话或邮箱相同")


class SuspicionQuerySet(models.QuerySet["Suspicion"]):
    """Pairs."""

    def visible_to(self, actor: Actor, permission: str) -> SuspicionQuerySet:
        """Those of which both customers lie in the scope: nobody decides about one that he may not see."""
        scope = actor.scope(permission)
        first = scope_filter(scope, unit="first__unit_id", owner="first__owner_id")
        return self.filter(first, scope_filter(scope, unit="second__unit_id", owner="second__owner_id"))

    def standing(self) -> SuspicionQuerySet:
        """Undecided ones of customers that can still be merged."""
        return self.filter(
            dismissed_at__isnull=True, first__is_valid=True, second__is_valid=True,
            first__deleted_at__isnull=True, second__deleted_at__isnull=True,
        )  # fmt: skip


class Suspicion(models.Model):
    """A pair, the older customer first. dismissed: somebody looked and found two customers."""

    first = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    likenesses = ArrayField(models.CharField(max_length=20))
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by_name = models.CharField(max_length=150, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="suspicion_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="suspicion_of_two"),
        ]
        indexes = [models.Index(fields=["-found_at", "-id"], name="suspicion_found")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
