"""Roles, grants and data scopes (ACC-019 to ACC-022)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet


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


class GroupType(models.TextChoices):
    """What a group of people is for (ACC-024)."""

    GROUP = "group", _("用户组")
    SALES_TEAM = "sales_team", _("销售团队")
    SERVICE_TEAM = "service_team", _("服务团队")


class GroupQuerySet(ScopedQuerySet["UserGroup"]):
    """Groups belong to their unit and their leader."""

    scope_owner = "leader_id"


class UserGroup(Versioned):
    """People who belong together: what the group holds, its members hold while they are members (ACC-024)."""

    name = models.CharField(max_length=50)
    type = models.CharField(max_length=20, choices=GroupType.choices, default=GroupType.GROUP)
    leader = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    description = models.CharField(max_length=500, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    is_valid = models.BooleanField(default=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("name", condition=Q(is_valid=True), name="user_group_name_unique"),
            models.CheckConstraint(condition=~Q(name="") & Q(type__in=GroupType.values), name="user_group_form"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="user_group_days",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """Somebody is or was in a group, from a moment to a moment; an open end is null."""

    group = models.ForeignKey(UserGroup, models.CASCADE, related_name="members")
    user = models.ForeignKey("identity.User", models.CASCADE, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    added_by_name = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["user"], name="group_member_now", condition=Q(to_at=None))]
        constraints = [
            models.UniqueConstraint("group", "user", condition=Q(to_at=None), name="group_member_once"),
            models.CheckConstraint(condition=Q(to_at=None) | Q(to_at__gte=F("from_at")), name="group_member_days"),
        ]


class GroupRole(models.Model):
    """A group holds a role."""

    group = models.ForeignKey(UserGroup, models.CASCADE, related_name="roles")
    role = models.ForeignKey(Role, models.PROTECT, related_name="groups")

    class Meta:
        constraints = [models.UniqueConstraint("group", "role", name="group_role_unique")]


class DeliveredDefault(models.Model):
    """A default right that was handed out once; what an administrator revoked later is not handed out again."""

    role_code = models.CharField(max_length=20)
    permission = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint("role_code", "permission", name="delivered_default_unique")]
