"""Move old entries of the trail into a file."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from danshu.audit.archiving import archivable, remove, sealed_digest, write_file
from danshu.audit.errors import NothingToArchive, TooYoung
from danshu.audit.models import AuditArchive
from danshu.audit.permissions import CLEAN_UP
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.kit.parameters import parameter_value


@operation("audit.archive_entries", permission=CLEAN_UP, label=("清理日志", "Clean up logs"))
def archive_entries(*, before: datetime, folder: str, actor: Actor, at: datetime) -> AuditArchive:
    """Write entries older than a moment into a file in `folder`, then remove them (SYS-005).

    Sensitive entries stay (SYS-006). What is removed stays provable: digests remain, and the archive says exactly
    which entries it took. Needs the owner of the tables. Raises TooYoung within `log_min_days`, NothingToArchive.
    """
    days = int(parameter_value("log_min_days"))
    limit = at - timedelta(days=days)
    if before > limit:
        raise TooYoung(field="before", days=days, limit=limit.date().isoformat())
    lock_slot("audit.seal")
    keys = list(archivable(before).values_list("pk", flat=True))
    if not keys:
        raise NothingToArchive()
    name = f"audit-{keys[0]}-{keys[-1]}.jsonl.gz"
    written = write_file(archivable(before).filter(pk__lte=keys[-1]), Path(folder) / name)
    row = AuditArchive.objects.create(
        at=at, by_name=actor.name, before=before, first_entry_id=keys[0], last_entry_id=keys[-1], entries=len(keys),
        digest=sealed_digest(keys), file_name=written.name, file_digest=written.digest,
    )  # fmt: skip
    remove(keys)
    changes = {"entries": (len(keys), 0), "file": (None, written.name), "before": (None, before)}
    current_context().changed("audit.archive", row.pk, label=written.name, changes=changes)
    return row
