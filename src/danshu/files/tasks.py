"""Jobs; safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.files.removal import clear_stray_bytes
from danshu.kit.jobs import job_labels

job_labels({
    "files.clear_stray_bytes": gettext_lazy("清除无主的附件内容"),
})  # fmt: skip


@app.periodic(cron="40 * * * *")
@app.task(queueing_lock="files.clear_stray_bytes", name="files.clear_stray_bytes")
def clear(timestamp: int) -> int:
    """Delete bytes of deleted attachments and of uploads that came to nothing."""
    return clear_stray_bytes()
