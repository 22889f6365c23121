"""Jobs that keep events and jobs moving; each is safe to run twice."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils.translation import gettext_lazy
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from danshu.kit.clock import now
from danshu.kit.jobs import job_labels
from danshu.outbox.delivery import deliver_due, forget_done

log = logging.getLogger("danshu.outbox")

KEEP_DELIVERIES = timedelta(days=7)
KEEP_JOBS_HOURS = 24
STALLED_SECONDS = 60
MAX_DEATHS = 3


job_labels({
    "outbox.deliver": gettext_lazy("投递消息"),
    "outbox.rescue_stalled": gettext_lazy("恢复中断的任务"),
    "outbox.forget": gettext_lazy("清除完成的任务"),
    "outbox.forget_deliveries": gettext_lazy("清除完成的投递"),
})  # fmt: skip


@app.periodic(cron="* * * * * */2")
@app.task(queueing_lock="outbox.deliver", name="outbox.deliver")
def deliver(timestamp: int) -> int:
    """Deliver due events; runs every two seconds."""
    return deliver_due(at=now())


@app.periodic(cron="* * * * * */30")
@app.task(queueing_lock="outbox.rescue_stalled", name="outbox.rescue_stalled", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> int:
    """Jobs of killed workers start again; one that killed its worker three times is parked and the queue goes on."""
    manager = context.app.job_manager
    rescued = 0
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        if job.attempts >= MAX_DEATHS and job.id is not None:
            log.error("job parked: its worker died every time", extra={"job": job.id, "task": job.task_name})
            await manager.finish_job_by_id_async(job.id, status=Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)
            rescued += 1
    return rescued


@app.periodic(cron="10 * * * *")
@app.task(queueing_lock="outbox.forget", name="outbox.forget", pass_context=True)
async def forget(context: JobContext, timestamp: int) -> None:
    """Delete finished jobs after a day; failed ones stay for the job log."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_JOBS_HOURS)


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="outbox.forget_deliveries", name="outbox.forget_deliveries")
def forget_deliveries(timestamp: int) -> int:
    """Delete deliveries that were done a week ago."""
    return forget_done(before=now() - KEEP_DELIVERIES)
