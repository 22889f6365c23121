"""Jobs of outgoing notifications; each is safe to run twice."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.integrations.lifecycle import DispatchStatus
from danshu.integrations.models import Dispatch
from danshu.integrations.sending import send_due
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels

KEPT = timedelta(days=30)


job_labels({
    "integrations.send": gettext_lazy("发送事件推送"),
    "integrations.forget": gettext_lazy("清除旧的事件推送"),
})  # fmt: skip


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="integrations.send", name="integrations.send")
def send(timestamp: int) -> int:
    """Every five seconds: send what is due."""
    return send_due(at=now())


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="integrations.forget", name="integrations.forget")
def forget(timestamp: int) -> int:
    """Delete what was taken a month ago; what failed stays."""
    old = Dispatch.objects.filter(status=DispatchStatus.SENT, sent_at__lt=now() - KEPT)
    return old.delete()[0]
