"""Move old entries of a log into a file."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from danshu.audit.archiving import OPERATIONS, remove, sealed_digest, write_file
from danshu.audit.errors import NothingToArchive, TooYoung
from danshu.audit.models import AuditArchive
from danshu.audit.permissions import CLEAN_UP
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock_slot
from danshu.kit.logs import LOGS
from danshu.kit.operation import operation
from danshu.kit.parameters import parameter_value

PREFIX = {OPERATIONS: "audit"}


@operation("audit.archive_entries", permission=CLEAN_UP, label=("清理日志", "Clean up logs"))
def archive_entries(
    *, before: datetime, folder: str, log: str = OPERATIONS, reason: str = "", actor: Actor, at: datetime
) -> AuditArchive:
    """Write entries of a log older than a moment into a file in `folder`, then remove them (SYS-005).

    Sensitive entries stay (SYS-006). What is removed stays provable: digests remain, and the archive says exactly
    which entries it took. Raises NotFound for an unknown log, TooYoung within `log_min_days`, NothingToArchive.
    """
    require_old(log, before, at)
    lock_slot("audit.seal")
    old = LOGS[log].old(before)
    keys = list(old.values_list("pk", flat=True))
    if not keys:
        raise NothingToArchive()
    name = f"{PREFIX.get(log, log)}-{keys[0]}-{keys[-1]}.jsonl.gz"
    written = write_file(old.filter(pk__lte=keys[-1]), LOGS[log].fields, Path(folder) / name)
    row = AuditArchive.objects.create(
        at=at, by_name=actor.name, log=log, before=before, first_entry_id=keys[0], last_entry_id=keys[-1],
        entries=len(keys), digest=sealed_digest(keys if log == OPERATIONS else []), file_name=written.name,
        file_digest=written.digest,
    )  # fmt: skip
    remove(row, keys)
    changes = {"log": (None, log), "entries": (len(keys), 0), "file": (None, written.name), "before": (None, before)}
    current_context().changed("audit.archive", row.pk, label=written.name, changes=changes, reason=reason)
    return row


def require_old(log: str, before: datetime, at: datetime) -> None:
    """Raise NotFound for an unknown log, TooYoung for a moment within the time that logs must be kept."""
    if log not in LOGS:
        raise NotFound()
    days = int(parameter_value("log_min_days"))
    limit = at - timedelta(days=days)
    if before > limit:
        raise TooYoung(field="before", days=days, limit=limit.date().isoformat())
