"""Jobs of tasks; each is safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels
from danshu.tasks.operations.remind_tasks import remind_tasks

job_labels({"tasks.remind": gettext_lazy("提醒到期和逾期的任务")})


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="tasks.remind", name="tasks.remind")
def remind(timestamp: int) -> int:
    """Every five minutes: tell people of reminders that are due and of tasks that are overdue."""
    return remind_tasks(actor=Actor.system(), at=now())
