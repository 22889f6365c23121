"""Abstract bases; kit itself has no tables."""

from __future__ import annotations

from django.db import models


class Versioned(models.Model):
    """A record that people edit: `version` rises with each change (CC-9)."""

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by_name = models.CharField(max_length=150, default="", blank=True)

    class Meta:
        abstract = True


class AppendOnly(models.Model):
    """A record that is written once: the runtime role may neither update nor delete it."""

    append_only = True

    class Meta:
        abstract = True
