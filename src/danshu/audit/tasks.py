"""Regular work on the trail: sealing, and forgetting idempotency keys."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from danshu.audit.models import IdempotencyKey
from danshu.audit.sealing import seal
from danshu.kit.clock import now

KEY_DAYS = 7


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
