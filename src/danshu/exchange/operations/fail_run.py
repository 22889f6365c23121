"""Note that a job on a batch could not go on."""

from __future__ import annotations

from datetime import datetime

from danshu.exchange.batches import move
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import touch

AFTER = {BatchStatus.CHECKING: BatchStatus.REFUSED, BatchStatus.RUNNING: BatchStatus.FAILED}


@operation("exchange.fail_run", permission=SYSTEM, label=("导入中断", "Import interrupted"))
def fail_run(*, batch_id: int, failure: str, actor: Actor, at: datetime) -> ImportBatch:
    """A running batch is "failed" and can be continued, one being checked is "refused"; others stay as they are."""
    batch = lock(ImportBatch.objects.filter(pk=batch_id)).get()
    target = AFTER.get(BatchStatus(batch.status))
    if target is not None:
        move(batch, target)
        batch.failure, batch.finished_at = failure[:2_000], at
        batch.save(update_fields=["status", "failure", "finished_at", *touch(batch, actor=actor, at=at)])
    return batch
