"""Accounts of the staff, their passwords and what waits for a confirmation (ACC-004, ACC-014, ACC-016)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet

USER_NAME_PATTERN = r"^[A-Za-z0-9]{4,16}$"


class UserQuerySet(ScopedQuerySet["User"]):
    """Users belong to their main unit and to themselves."""

    scope_owner = "id"


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds users by name, ignoring case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The account of this name."""
        found: User = self.get(user_name__iexact=username or "")
        return found


class User(Versioned, AbstractBaseUser):
    """A staff account."""

    user_name = models.CharField(max_length=16, unique=True)
    full_name = models.CharField(max_length=50)
    employee_number = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    manager = models.ForeignKey("self", models.PROTECT, null=True, related_name="subordinates")
    position = models.CharField(max_length=50, blank=True)
    office_location = models.CharField(max_length=100, blank=True)
    mail_signature = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    currency = models.CharField(max_length=3, default="CNY")
    time_zone = models.CharField(max_length=50, default="Asia/Shanghai")
    theme = models.CharField(max_length=5, default="auto")
    is_active = models.BooleanField(default=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    allowed_addresses = models.JSONField(default=list)
    must_change_password = models.BooleanField(default=True)
    profile_completed_at = models.DateTimeField(null=True)
    password_changed_at = models.DateTimeField(null=True)
    search_tokens = ArrayField(models.TextField(), default=list)

    USERNAME_FIELD = "user_name"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("user_name"), name="user_name_unique"),
            models.CheckConstraint(condition=Q(user_name__regex=USER_NAME_PATTERN), name="user_name_form"),
            models.UniqueConstraint("employee_number", condition=~Q(employee_number=""), name="employee_number_unique"),
        ]
        indexes = [GinIndex("search_tokens", name="user_search")]

    def __str__(self) -> str:
        return self.full_name


class PasswordHistory(models.Model):
    """Each password a person had, hashed, so that the last three are refused (ACC-014)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    password = models.CharField(max_length=200)
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="password_history_user")]


class PasswordLink(models.Model):
    """A link by which a person sets a password without an old one: once, for a day (ACC-005, SEC-A5)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class PasswordRecovery(models.Model):
    """One try to recover a forgotten password, for a name that exists or not, so that both are limited alike (ACC-013).

    name_hash: of the typed name, for the limits; code_hash and secret_hash: what has to be shown, never the thing itself.
    origin: counts for itself: a device on which the account's owner has signed in before, else the network address.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    name_hash = models.CharField(max_length=64)
    origin = models.CharField(max_length=80, default="", db_default="")
    channel = models.CharField(max_length=10)
    code_hash = models.CharField(max_length=64)
    secret_hash = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["name_hash", "-id"], name="password_recovery_name"),
            models.Index(fields=["origin", "-id"], name="password_recovery_origin"),
        ]
        constraints = [models.CheckConstraint(condition=Q(tries__lte=5), name="password_recovery_tries")]


class EmailChange(models.Model):
    """A new address that is not used before its owner has typed the code sent to it (ACC-016)."""

    user = models.OneToOneField(User, models.CASCADE, related_name="email_change")
    email = models.EmailField()
    code_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
