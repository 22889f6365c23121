"""Note how an export goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from danshu.exchange.lifecycle import EXPORT_LIFECYCLE, ExportStatus
from danshu.exchange.models import ExportJob, FilePurpose, StoredFile
from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import touch

KEEP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Step:
    """What happened: the job began, the file is there (digest, size, rows, name), or it failed with a reason."""

    status: ExportStatus
    digest: str = ""
    size: int = 0
    rows: int = 0
    name: str = ""
    failure: str = ""


@operation("exchange.advance_export", permission=SYSTEM, label=("记录导出进度", "Note the progress of an export"))
def advance_export(*, export_id: int, step: Step, actor: Actor, at: datetime) -> ExportJob:
    """The export is running, done (its file expires after 7 days, SYS-010) or failed.

    A job that runs again after its worker was killed finds the export running and goes on. Raises IllegalTransition
    for an export that has ended.
    """
    job = lock(ExportJob.objects.filter(pk=export_id)).get()
    before = job.status
    if not (job.status == step.status == ExportStatus.RUNNING):
        EXPORT_LIFECYCLE.move(job, step.status)
    job.failure, job.rows = step.failure[:2_000], step.rows
    if step.status == ExportStatus.DONE:
        job.file = StoredFile.objects.create(
            digest=step.digest,
            size=step.size,
            label=step.name,
            purpose=FilePurpose.EXPORT,
            created_at=at,
            expires_at=at + KEEP,
        )
    if step.status != ExportStatus.RUNNING:
        job.finished_at = at
    names = ("status", "failure", "rows", "file", "finished_at")
    job.save(update_fields=[*names, *touch(job, actor=actor, at=at)])
    changes = {"status": (before, job.status), "rows": (None, job.rows)}
    current_context().changed("exchange.export", job.pk, label=str(job), changes=changes)
    return job
