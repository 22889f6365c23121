"""The tree of the organisation and who works where (ACC-002)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.models import Versioned


class UnitType(models.TextChoices):
    """What a unit of the organisation is."""

    COMPANY = "company", _("公司")
    HEADQUARTERS = "headquarters", _("总部")
    BRANCH = "branch", _("分公司")
    DEPARTMENT = "department", pgettext_lazy("组织类型", "部门")
    STORE = "store", _("门店")


class Unit(Versioned):
    """A node of the organisation tree."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=50)
    type = models.CharField(max_length=20, choices=UnitType.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    head = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)
    office_location = models.CharField(max_length=100, blank=True)
    is_valid = models.BooleanField(default=True)

    class Meta:
        constraints = [
            # longer loops are refused by the operations, one at a time under a lock, and found by `verify`
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="unit_not_own_parent"),
            models.UniqueConstraint(
                "parent", "name", condition=Q(is_valid=True), name="unit_name_unique", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StaffAssignment(models.Model):
    """A user works in a unit (组织人员分配) from a day to a day; an open end is null."""

    user = models.ForeignKey("identity.User", models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    position = models.CharField(max_length=50, blank=True)
    is_main = models.BooleanField(default=True)
    from_date = models.DateField(null=True)
    to_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "unit", condition=Q(to_date=None), name="assignment_unique"),
            models.UniqueConstraint("user", condition=Q(is_main=True, to_date=None), name="one_main_unit"),
            models.CheckConstraint(
                condition=Q(from_date=None) | Q(to_date=None) | Q(to_date__gte=F("from_date")),
                name="assignment_ends_after_start",
            ),
        ]
