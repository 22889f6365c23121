"""Applications of employees for an account (ACC-006)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from danshu.identity.models.users import USER_NAME_PATTERN
from danshu.kit.models import Versioned


class RegistrationState(models.TextChoices):
    """What became of an application."""

    WAITING = "waiting", _("待审批")
    APPROVED = "approved", _("已通过")
    REFUSED = "refused", _("已拒绝")


class Registration(Versioned):
    """What somebody entered about himself; no account exists before it is approved.

    password: hashed, gone as soon as it is decided. user_id: the account that was made of it.
    """

    user_name = models.CharField(max_length=16)
    password = models.CharField(max_length=200, blank=True)
    full_name = models.CharField(max_length=50)
    employee_number = models.CharField(max_length=30, blank=True)
    email = models.EmailField()
    phone = models.CharField(max_length=30, blank=True)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    position = models.CharField(max_length=50, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    remark = models.CharField(max_length=500, blank=True)
    ip_address = models.GenericIPAddressField(null=True)
    state = models.CharField(max_length=10, choices=RegistrationState.choices, default=RegistrationState.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=150, blank=True)
    user_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="registration_state"),
            models.Index(fields=["ip_address", "-created_at"], name="registration_address"),
        ]
        constraints = [
            models.UniqueConstraint(Lower("user_name"), condition=Q(state="waiting"), name="registration_name_waiting"),
            models.CheckConstraint(condition=Q(user_name__regex=USER_NAME_PATTERN), name="registration_name_form"),
            models.CheckConstraint(condition=Q(state__in=RegistrationState.values), name="registration_state_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="registration_decided_fact",
            ),
            models.CheckConstraint(condition=Q(state="waiting") | Q(password=""), name="registration_password_gone"),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}（{self.user_name}）"
