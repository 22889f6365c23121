"""Moves old entries of the trail into a file (SYS-005 cleanup). Only the owner of the tables can do this."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, models

from danshu.audit.labels import sensitive_operations
from danshu.audit.models import AuditArchive, AuditEntry, AuditSealItem

FIELDS = ("id", "at", "written_at", "actor_id", "actor_name", "ip_address", "operation", "action", "result",
          "subject_kind", "subject_id", "subject_label", "changes", "reason")  # fmt: skip

DIGEST = """
SELECT encode(sha256(convert_to(coalesce(string_agg(entry_id || ':' || digest, E'\\n' ORDER BY entry_id), ''), 'UTF8')),
    'hex') FROM audit_auditsealitem WHERE entry_id = ANY(%s)
"""
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file."""

    name: str
    digest: str


def archivable(before: datetime) -> models.QuerySet[AuditEntry]:
    """Entries that may go: written before a moment, sealed, not sensitive, above what was archived already."""
    newest = AuditArchive.objects.order_by("-id").values_list("last_entry_id", flat=True).first() or 0
    sealed = AuditSealItem.objects.filter(entry_id=models.OuterRef("pk"))
    old = AuditEntry.objects.filter(models.Exists(sealed), pk__gt=newest, written_at__lt=before)
    return old.exclude(operation__in=sensitive_operations()).order_by("pk")


def write_file(entries: models.QuerySet[AuditEntry], path: Path) -> Written:
    """Write the entries, one JSON object a line, compressed; the file appears under its name when it is complete."""
    draft = path.with_suffix(".part")
    with draft.open("wb") as raw:
        # no name and no time inside: the same entries give the same file
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
            for line in _lines(entries):
                packed.write(line)
        raw.flush()
        os.fsync(raw.fileno())
    digest = hashlib.sha256(draft.read_bytes()).hexdigest()
    draft.rename(path)
    return Written(path.name, digest)


def sealed_digest(keys: list[int]) -> str:
    """A digest over the sealed digests of these entries."""
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, [keys])
        return str(cursor.fetchone()[0])


def remove(keys: list[int]) -> None:
    """Delete entries in spite of the trigger, for this transaction only; the runtime role lacks the right to delete."""
    triggers = [trigger.get_pgid(AuditEntry) for trigger in AuditEntry._meta.triggers]  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(triggers) + "}"])
        cursor.execute("DELETE FROM audit_auditentry WHERE id = ANY(%s)", [keys])
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


def _lines(entries: models.QuerySet[AuditEntry]) -> Iterator[bytes]:
    for row in entries.values(*FIELDS).iterator(chunk_size=CHUNK):
        yield (json.dumps(row, ensure_ascii=False, default=_plain) + "\n").encode()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
