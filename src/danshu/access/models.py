"""Roles, grants and data scopes (ACC-019 to ACC-022)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from danshu.kit.models import Versioned


class DataScope(models.TextChoices):
    """Which records a role reaches."""

    OWN = "own", _("本人")
    OWN_AND_SUBORDINATES = "own_and_subordinates", _("本人及下属")
    UNIT = "unit", _("本部门")
    UNIT_AND_BELOW = "unit_and_below", _("本部门及下级")
    NAMED_UNITS = "named_units", _("指定部门")
    ALL = "all", _("全部")


class Role(Versioned):
    """A named set of permissions with a data scope."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=50, unique=True)
    name_en = models.CharField(max_length=50, blank=True)
    description = models.CharField(max_length=500, blank=True)
    data_scope = models.CharField(max_length=30, choices=DataScope.choices, default=DataScope.OWN)
    is_delivered = models.BooleanField(default=False)
    is_valid = models.BooleanField(default=True)
    allowed_addresses = models.JSONField(default=list)
    limits = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class RolePermission(models.Model):
    """A role holds a permission."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="permissions")
    permission = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint("role", "permission", name="role_permission_unique")]


class RoleUnit(models.Model):
    """A unit named by a role's data scope."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="units")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("role", "unit", name="role_unit_unique")]


class UserRole(models.Model):
    """A person holds a role."""

    user = models.ForeignKey("identity.User", models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, related_name="holders")

    class Meta:
        constraints = [models.UniqueConstraint("user", "role", name="user_role_unique")]


class UserGrant(models.Model):
    """A permission granted or denied to one person; a denial overrides every grant (ACC-020)."""

    user = models.ForeignKey("identity.User", models.CASCADE, related_name="+")
    permission = models.CharField(max_length=80)
    is_denied = models.BooleanField(default=False)
    data_scope = models.CharField(max_length=30, choices=DataScope.choices, default=DataScope.OWN)

    class Meta:
        constraints = [models.UniqueConstraint("user", "permission", name="user_grant_unique")]


class DeliveredDefault(models.Model):
    """A default right that was handed out once; what an administrator revoked later is not handed out again."""

    role_code = models.CharField(max_length=20)
    permission = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint("role_code", "permission", name="delivered_default_unique")]
