"""Let go of what is no longer kept: export files after 7 days, uploads after 90, staged rows after 30."""

from __future__ import annotations

from datetime import datetime, timedelta

from danshu.exchange.lifecycle import EXPORT_LIFECYCLE, WORKING, ExportStatus
from danshu.exchange.models import ExportJob, ImportBatch, StagedRow, StoredFile
from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import touch

KEEP_ROWS = timedelta(days=30)
AT_ONCE = 200


@operation("exchange.expire_files", permission=SYSTEM, label=("清理过期的导入导出文件", "Remove expired files"))
def expire_files(*, actor: Actor, at: datetime) -> list[str]:
    """Mark expired files as removed and return their digests; the caller deletes the bytes after the commit.

    Files of batches that a job is working on stay. Repeating is harmless.
    """
    expired = StoredFile.objects.filter(removed_at=None, expires_at__lte=at)
    busy = ImportBatch.objects.filter(status__in=WORKING).values("file_id")
    files = list(lock(expired.exclude(pk__in=busy))[:AT_ONCE])
    for file in files:
        file.removed_at = at
        file.save(update_fields=["removed_at"])
        current_context().changed("exchange.file", file.pk, label=file.label, changes={"removed_at": (None, at)})
    for job in lock(ExportJob.objects.filter(file__in=files, status=ExportStatus.DONE)):
        EXPORT_LIFECYCLE.move(job, ExportStatus.EXPIRED)
        job.save(update_fields=["status", *touch(job, actor=actor, at=at)])
    old = ImportBatch.objects.filter(updated_at__lt=at - KEEP_ROWS).exclude(status__in=WORKING)
    StagedRow.objects.filter(batch__in=old).delete()
    return [file.digest for file in files]
