"""Jobs of messages; each is safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.clock import now
from danshu.kit.jobs import job_labels
from danshu.notices.sending import send_due

job_labels({
    "notices.send_messages": gettext_lazy("发送邮件"),
})  # fmt: skip


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="notices.send_messages", name="notices.send_messages")
def send_messages(timestamp: int) -> int:
    """Every quarter of a minute: send the e-mails that are due."""
    return send_due(at=now())
