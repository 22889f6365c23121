"""Run a failed job again."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.operation import operation
from danshu.outbox.errors import NotFailed
from danshu.outbox.permissions import RETRY


@operation("outbox.retry_job", permission=RETRY, label=("重试后台任务", "Retry a job"))
def retry_job(*, job_id: int, actor: Actor, at: datetime) -> int:
    """A failed job is due again at once. Returns its number. Raises NotFound, NotFailed."""
    job = ProcrastinateJob.objects.filter(pk=job_id).first()
    if job is None:
        raise NotFound()
    if job.status != "failed":
        raise NotFailed()
    app.job_manager.retry_job_by_id(job_id=job_id, retry_at=at)
    changes = {"status": ("failed", "todo")}
    current_context().changed("outbox.job", job_id, label=job.task_name, changes=changes)
    return job_id
