"""Jobs of announcements; each is safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.announcements.operations.tell_due import tell_due
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels

job_labels({
    "announcements.tell_due": gettext_lazy("通知今天开始显示的公告"),
})  # fmt: skip


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="announcements.tell_due", name="announcements.tell_due")
def tell(timestamp: int) -> int:
    """Every ten minutes: tell of announcements whose first day has come."""
    return tell_due(actor=Actor.system(), at=now())
