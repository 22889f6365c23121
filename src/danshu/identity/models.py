"""Units, users, staff assignment, sessions and the sign-in log (ACC-002, ACC-004, ACC-012)."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from danshu.kit.models import AppendOnly, Versioned


class UnitType(models.TextChoices):
    """What a unit of the organisation is."""

    COMPANY = "company", _("公司")
    HEADQUARTERS = "headquarters", _("总部")
    BRANCH = "branch", _("分公司")
    DEPARTMENT = "department", _("部门")
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

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Finds users by name, ignoring case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(user_name__iexact=username or "")


class User(Versioned, AbstractBaseUser):
    """A staff account."""

    user_name = models.CharField(max_length=16, unique=True)
    full_name = models.CharField(max_length=50)
    employee_number = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
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
    locked_until = models.DateTimeField(null=True)
    failed_sign_ins = models.PositiveSmallIntegerField(default=0)
    password_changed_at = models.DateTimeField(null=True)
    search_tokens = models.JSONField(default=list)

    USERNAME_FIELD = "user_name"
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("user_name"), name="user_name_unique")]

    def __str__(self) -> str:
        return self.full_name


class StaffAssignment(models.Model):
    """A user works in a unit (组织人员分配)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    position = models.CharField(max_length=50, blank=True)
    is_main = models.BooleanField(default=True)
    from_date = models.DateField(null=True)
    to_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "unit", name="assignment_unique"),
            models.UniqueConstraint("user", condition=models.Q(is_main=True), name="one_main_unit"),
        ]


class PasswordHistory(models.Model):
    """Earlier passwords, hashed, so that the last three are refused (ACC-014)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    password = models.CharField(max_length=200)
    set_at = models.DateTimeField()


class SignInLog(AppendOnly):
    """Each sign-in tried and each sign-out (SYS-005 login log)."""

    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    user_name = models.CharField(max_length=150)
    result = models.CharField(max_length=30)
    ip_address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, blank=True)
    is_new_device = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="sign_in_log_user")]


class Session(AbstractBaseSession):
    """A signed-in session; ending it is deleting its row (ACC-012, ACC-015)."""

    user_id = models.BigIntegerField(null=True, db_index=True)
    ip_address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, blank=True)
    signed_in_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        from danshu.identity.sessions import SessionStore

        return SessionStore


class ApiToken(Versioned):
    """A key for the API: only its hash is kept, its prefix is shown."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=50)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
