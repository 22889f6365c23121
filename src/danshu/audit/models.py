"""What was done, by whom, to what; keys of repeated requests (INV-U1, COM-013, COM-017, SYS-005)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from danshu.kit.models import AppendOnly


class AuditEntry(AppendOnly):
    """One record changed (or refused) by one operation; never altered, never deleted."""

    at = models.DateTimeField()
    # the database's own time: what is dated earlier than it was written can be told
    written_at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    ip_address = models.GenericIPAddressField(null=True)
    operation = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    result = models.CharField(max_length=20, default="done")
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["operation", "-id"], name="audit_operation"),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="audit_subject"),
            models.Index(fields=["-at", "-id"], name="audit_at"),
            models.Index(fields=["actor_id", "-id"], name="audit_actor"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class AuditSeal(AppendOnly):
    """A link of the chain over all entries; the newest goes off the host (SYS-006, reliability rules section 6).

    digest = SHA-256 of the previous digest, the moment, and each item "entry:digest". `last_entry_id` is the highest
    entry known by then: where the search for unsealed ones begins.
    """

    sealed_at = models.DateTimeField(db_index=True)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)
    last_entry_id = models.BigIntegerField()

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class AuditSealItem(AppendOnly):
    """One sealed entry with its digest; it stays when the entry goes to an archive."""

    seal = models.ForeignKey(AuditSeal, models.PROTECT, related_name="items")
    entry = models.OneToOneField(AuditEntry, models.DO_NOTHING, related_name="+", db_constraint=False)
    digest = models.CharField(max_length=64)

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class AuditArchive(AppendOnly):
    """Entries that were written to a file and removed: which ones, and a digest over their sealed digests."""

    at = models.DateTimeField()
    by_name = models.CharField(max_length=150)
    log = models.CharField(max_length=20, default="operations", db_default="operations")
    before = models.DateTimeField()
    first_entry_id = models.BigIntegerField()
    last_entry_id = models.BigIntegerField()
    entries = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class IdempotencyKey(models.Model):
    """A key that made its effect; kept for seven days."""

    key = models.CharField(max_length=120, primary_key=True)
    operation = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField(db_index=True)


class ErrorEntry(AppendOnly):
    """An unexpected failure: the number that the person was shown leads here (COM-018)."""

    at = models.DateTimeField(db_index=True)
    number = models.CharField(max_length=20, unique=True)
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=300)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    ip_address = models.GenericIPAddressField(null=True)
    kind = models.CharField(max_length=100)
    story = models.TextField()

    def __str__(self) -> str:
        return self.number
