"""Customers that their owners share with people or departments (CUS-015)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danshu.parties.models.customer import Customer


class ShareLevel(models.TextChoices):
    """What a share allows; each one includes those before it."""

    VIEW = "view", _("查看")
    COMMUNICATE = "communicate", _("查看并记录交流")
    EDIT = "edit", _("查看、记录交流并修改")


class Share(models.Model):
    """One customer opened to one person, to everybody whose main unit is this one, or to the members of a team while they
    are members (ACC-024). until: the last day."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="shares")
    user = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey("access.UserGroup", models.PROTECT, null=True, related_name="+", db_index=False)
    level = models.CharField(max_length=20, choices=ShareLevel.choices)
    until = models.DateField(null=True)
    shared_at = models.DateTimeField()
    shared_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    shared_by_name = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "customer"], condition=Q(user__isnull=False), name="share_once"),
            models.UniqueConstraint(
                fields=["unit", "customer"], condition=Q(unit__isnull=False), name="share_once_unit"
            ),
            models.UniqueConstraint(
                fields=["team", "customer"], condition=Q(team__isnull=False), name="share_once_team"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, unit__isnull=True, team__isnull=True)
                | Q(user__isnull=True, unit__isnull=False, team__isnull=True)
                | Q(user__isnull=True, unit__isnull=True, team__isnull=False),
                name="share_with_one_of_three",
            ),
            models.CheckConstraint(condition=Q(level__in=ShareLevel.values), name="share_level_known"),
        ]
        indexes = [models.Index(fields=["shared_by", "customer"], name="share_by")]

    def __str__(self) -> str:
        return f"{self.whom} {self.level}"

    @property
    def whom(self) -> str:
        """The name of the person, unit or team."""
        return str(self.user or self.unit or self.team or "")

    def is_running(self, day: date) -> bool:
        """True when it still opens something on this day."""
        return self.until is None or self.until >= day
