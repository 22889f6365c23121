"""Jobs of automatic rules; each is safe to run twice."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.automation.delivering import run_due
from danshu.automation.lifecycle import RunStatus
from danshu.automation.models import Run
from danshu.automation.operations.queue_dates import queue_dates
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels

KEPT = timedelta(days=30)

job_labels({
    "automation.run": gettext_lazy("执行自动化规则"),
    "automation.dates": gettext_lazy("检查到期的自动化规则"),
    "automation.forget": gettext_lazy("清除没有执行的自动化记录"),
})  # fmt: skip


@app.periodic(cron="* * * * * */3")
@app.task(queueing_lock="automation.run", name="automation.run")
def run(timestamp: int) -> int:
    """Every three seconds: carry out what is due."""
    return run_due(clock=now)


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="automation.dates", name="automation.dates")
def dates(timestamp: int) -> int:
    """Every hour: rules whose date is reached."""
    return queue_dates(actor=Actor.system(), at=now())


@app.periodic(cron="45 3 * * *")
@app.task(queueing_lock="automation.forget", name="automation.forget")
def forget(timestamp: int) -> int:
    """Delete runs that did not fit their conditions a month ago; what was done, or went wrong, stays."""
    return Run.objects.filter(status=RunStatus.SKIPPED, event__isnull=False, ended_at__lt=now() - KEPT).delete()[0]
