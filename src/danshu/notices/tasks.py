"""Jobs of messages; each is safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels
from danshu.notices.models import Notice
from danshu.notices.operations.mail_notice import mail_notice
from danshu.notices.sending import send_due

MOST = 200

job_labels({
    "notices.send_messages": gettext_lazy("发送邮件"),
    "notices.mail_notices": gettext_lazy("用邮件发送通知"),
})  # fmt: skip


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="notices.send_messages", name="notices.send_messages")
def send_messages(timestamp: int) -> int:
    """Every quarter of a minute: send the e-mails that are due."""
    return send_due(at=now())


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="notices.mail_notices", name="notices.mail_notices")
def mail_notices(timestamp: int) -> int:
    """Every twenty seconds: write the e-mails of notices that people want so."""
    due = list(Notice.objects.filter(mail_due=True).order_by("id").values_list("pk", flat=True)[:MOST])
    return sum(mail_notice(notice_id=pk, actor=Actor.system(), at=now()) for pk in due)
