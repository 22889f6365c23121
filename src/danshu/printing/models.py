"""What was handed out on paper: the content of every printed copy, frozen, and the pictures it shows."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from danshu.kit.models import AppendOnly


def protected() -> list[pgtrigger.Protect]:
    """Printed content is never altered, never deleted."""
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class PrintedImage(AppendOnly):
    """A picture as it stood on printed copies; the company's own may change later."""

    digest = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    stored_at = models.DateTimeField()

    class Meta:
        triggers = protected()

    def __str__(self) -> str:
        return self.digest[:12]


class PrintedDocument(AppendOnly):
    """One copy: everything that stands on it as data; the same data always give the same pages.

    digest: over `content`; facts_digest: over what it states, without letterhead, copy, person and time, so that a
    copy whose document changed since is found (DOC-005). code: stands on the paper and names this copy.
    """

    code = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=40)
    source_id = models.BigIntegerField()
    label = models.CharField(max_length=40)
    copy = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    facts_digest = models.CharField(max_length=64)
    printed_at = models.DateTimeField()
    printed_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    printed_by_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint("kind", "source_id", "copy", name="printed_copy_once"),
            models.CheckConstraint(name="printed_copy_counts_from_one", condition=Q(copy__gte=1)),
        ]
        triggers = protected()

    def __str__(self) -> str:
        return f"{self.label} #{self.copy}"
