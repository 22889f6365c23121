"""How a person has arranged his workbench."""

from __future__ import annotations

from django.db import models


class Arrangement(models.Model):
    """Which figures a person sees in which order; new ones of the product come behind (RPT-001)."""

    user = models.OneToOneField("identity.User", models.CASCADE, related_name="+", primary_key=True)
    shown = models.JSONField(default=list)
    hidden = models.JSONField(default=list)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.shown}"
