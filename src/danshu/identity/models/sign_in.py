"""Sessions, the sign-in log, counters against guessing, and devices a person has used (ACC-011, ACC-012, ACC-015)."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from danshu.identity.models.users import User
from danshu.kit.models import AppendOnly


class SignInLog(AppendOnly):
    """Each sign-in tried and each sign-out (SYS-005 login log)."""

    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(max_length=150)
    result = models.CharField(max_length=30)
    ip_address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, blank=True)
    is_new_device = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="sign_in_log_user")]


class SignInGuard(models.Model):
    """Failures counted for a typed name or a network address, known or not, so that both answer alike (MSG-2)."""

    key = models.CharField(max_length=80, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_failure_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)


class KnownDevice(models.Model):
    """A browser on which a person has signed in; recognised by a random cookie of which the hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    device_hash = models.CharField(max_length=64)
    label = models.CharField(max_length=200, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("user", "device_hash", name="known_device_unique")]


class Session(AbstractBaseSession):
    """A signed-in session; ending it is deleting its row (ACC-012, ACC-015)."""

    user_id = models.BigIntegerField(null=True, db_index=True)
    ip_address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, blank=True)
    signed_in_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        """The store that fills the columns."""
        from danshu.identity.sessions import SessionStore

        return SessionStore
