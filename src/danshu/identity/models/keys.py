"""Keys for the API (ASVS V7)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from danshu.identity.models.users import User
from danshu.kit.models import Versioned


class ApiToken(Versioned):
    """A key for the API: only its hash is kept, its beginning is shown. No scopes: all that the person may do."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=50)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=80), default=list)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="api_token_user")]
