"""Regular work on the trail: sealing, and forgetting idempotency keys."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.access.queries import load_actor
from danshu.audit.archiving import OPERATIONS, archive_folder
from danshu.audit.models import IdempotencyKey
from danshu.audit.operations import request_clean_up
from danshu.audit.operations.archive_entries import archive_entries
from danshu.audit.sealing import seal
from danshu.kit.clock import business_date, now
from danshu.kit.errors import DomainError
from danshu.kit.jobs import job_labels

KEY_DAYS = 7
LOGGER = logging.getLogger("danshu.audit.archive")


job_labels({
    "audit.seal": gettext_lazy("封存操作日志"),
    "audit.seal_everything": gettext_lazy("全面封存操作日志"),
    request_clean_up.TASK: gettext_lazy("清理日志"),
    "audit.forget_keys": gettext_lazy("清除过期的幂等键"),
})  # fmt: skip


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="audit.seal", name="audit.seal")
def seal_trail(timestamp: int) -> int:
    """Seal what was committed in the last minute; safe to run twice."""
    return seal(at=now())


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="audit.seal_everything", name="audit.seal_everything")
def seal_everything(timestamp: int) -> int:
    """Once a day look for entries of transactions that stayed open very long."""
    return seal(at=now(), everything=True)


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="audit.forget_keys", name="audit.forget_keys")
def forget_keys(timestamp: int) -> int:
    """Forget idempotency keys after seven days; natural keys protect for ever."""
    deleted, _ = IdempotencyKey.objects.filter(created_at__lt=now() - timedelta(days=KEY_DAYS)).delete()
    return deleted


@app.task(name=request_clean_up.TASK)
def clean_up(log: str, before: str, user_id: int, reason: str = "") -> int:
    """Carry a requested cleanup out, with the rights its asker has now; a second run finds nothing left."""
    at = now()
    actor = load_actor(user_id, today=business_date(at))
    if actor is None:
        return 0
    if log == OPERATIONS:
        seal(at=at, everything=True)
    folder = archive_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        row = archive_entries(
            log=log, before=datetime.fromisoformat(before), folder=str(folder), reason=reason, actor=actor, at=at
        )
    except DomainError as refusal:  # done already, or the right was taken away
        LOGGER.info("cleanup of %s refused: %s", log, refusal.code)
        return 0
    return row.entries
