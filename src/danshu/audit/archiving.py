"""Moves old entries of a log into a file (SYS-005 cleanup).

The role of web and worker may not delete from append-only logs. A function of the database, owned by the owner of the tables, does it
and takes only what an archive accounts for: entries older than half a year, of the operation log only sealed ones and
none that sound sensitive (docs/adr/0011). Logs of work in progress (jobs, deliveries, messages) belong to modules that
register them; those delete themselves what is finished and accounted for by the archive.
"""

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

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from danshu.audit.errors import EntriesChanged
from danshu.audit.labels import sensitive_operations
from danshu.audit.models import AuditArchive, AuditEntry, AuditSealItem, ErrorEntry
from danshu.identity.queries import sign_in_log
from danshu.kit.logs import LOGS, Log, Rows, register_log

DIGEST = """
SELECT encode(sha256(convert_to(coalesce(string_agg(entry_id || ':' || digest, E'\\n' ORDER BY entry_id), ''), 'UTF8')),
    'hex') FROM audit_auditsealitem WHERE entry_id = ANY(%s)
"""
CHUNK = 5_000
OPERATIONS = "operations"


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file."""

    name: str
    digest: str


def archivable(before: datetime) -> models.QuerySet[AuditEntry]:
    """Entries that may go: written before a moment, sealed, not sensitive, above what was archived already."""
    archives = AuditArchive.objects.filter(log=OPERATIONS).order_by("-id")
    newest = archives.values_list("last_entry_id", flat=True).first() or 0
    sealed = AuditSealItem.objects.filter(entry_id=models.OuterRef("pk"))
    old = AuditEntry.objects.filter(models.Exists(sealed), pk__gt=newest, written_at__lt=before)
    return old.exclude(operation__in=sensitive_operations()).order_by("pk")


def kept_sensitive(before: datetime) -> int:
    """How many sensitive entries are as old and stay (SYS-006)."""
    return AuditEntry.objects.filter(written_at__lt=before, operation__in=sensitive_operations()).count()


register_log(OPERATIONS, Log(
    _("操作日志"), archivable, "written_at",
    ("id", "at", "written_at", "actor_id", "actor_name", "ip_address", "operation", "action", "result",
     "subject_kind", "subject_id", "subject_label", "changes", "reason"),
))  # fmt: skip
register_log("sign_ins", Log(
    _("登录日志"), lambda before: sign_in_log().filter(at__lt=before).order_by("pk"), "at",
    ("id", "at", "user_id", "user_name", "result", "ip_address", "device", "is_new_device"),
))  # fmt: skip
register_log("errors", Log(
    _("错误日志"), lambda before: ErrorEntry.objects.filter(at__lt=before).order_by("pk"), "at",
    ("id", "at", "number", "method", "path", "actor_id", "actor_name", "ip_address", "kind", "story"),
))  # fmt: skip


def archive_folder() -> Path:
    """Where archives of this machine lie."""
    return Path(settings.HOME) / "archive"


def write_file(rows: Rows, fields: tuple[str, ...], path: Path) -> Written:
    """Write entries, one JSON object a line, compressed; the file appears under its name when it is complete."""
    draft = path.with_suffix(".part")
    with draft.open("wb") as raw:
        # no name and no time inside: the same entries give the same file
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
            for line in _lines(rows, fields):
                packed.write(line)
        raw.flush()
        os.fsync(raw.fileno())
    digest = hashlib.sha256(draft.read_bytes()).hexdigest()
    draft.rename(path)
    return Written(path.name, digest)


def sealed_digest(keys: list[int]) -> str:
    """A digest over the sealed digests of these entries; of nothing for a log without seals."""
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, [keys])
        return str(cursor.fetchone()[0])


def remove(archive: AuditArchive, keys: list[int]) -> None:
    """Delete the entries that the archive accounts for: through the database's own function, or as the module that has
    the log does it. Raises EntriesChanged when not all of them may go any more."""
    own = LOGS[archive.log].remove
    if own is not None:
        if own(keys) != archive.entries:
            raise EntriesChanged()
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_clean_up(%s, %s)", [archive.pk, keys])


def _lines(rows: Rows, fields: tuple[str, ...]) -> Iterator[bytes]:
    for row in rows.values(*fields).iterator(chunk_size=CHUNK):
        yield (json.dumps(row, ensure_ascii=False, default=_plain) + "\n").encode()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
