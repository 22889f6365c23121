"""Values that differ from their defaults, with when they count from; history is kept (SYS-001)."""

from __future__ import annotations

from django.db import models


class ParameterSetting(models.Model):
    """One change of one parameter. The newest one whose moment has come counts; `value` null means the default."""

    name = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    effective_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=150)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["name", "-effective_at", "-id"],
                name="parameter_in_force",
                condition=models.Q(withdrawn_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name


class CompanyImage(models.Model):
    """Logo or seal, re-encoded as PNG. The seal has no address; only printing reads it."""

    name = models.CharField(max_length=20, primary_key=True)
    content = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=150)

    def __str__(self) -> str:
        return self.name
