"""Jobs of the security log; each is safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels
from danshu.security.operations.warn_administrators import warn_administrators

job_labels({
    "security.warn": gettext_lazy("检查可疑的尝试"),
})  # fmt: skip


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="security.warn", name="security.warn")
def warn(timestamp: int) -> int:
    """Every five minutes: tell the administrators who tries too much."""
    return warn_administrators(actor=Actor.system(), at=now())
