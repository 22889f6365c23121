"""Drop an import before anything was imported."""

from __future__ import annotations

from datetime import datetime

from danshu.exchange.batches import batch_in_scope, move
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch, StagedRow
from danshu.exchange.permissions import IMPORT
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("exchange.cancel_batch", permission=IMPORT, label=("取消导入", "Cancel an import"))
def cancel_batch(*, batch_id: int, seen: int | None = None, actor: Actor, at: datetime) -> ImportBatch:
    """The staged rows are deleted, the batch stays in the history. Raises IllegalTransition once it ran."""
    batch = batch_in_scope(batch_id, actor, seen=seen)
    move(batch, BatchStatus.CANCELLED)
    StagedRow.objects.filter(batch=batch).delete()
    batch.save(update_fields=["status", *touch(batch, actor=actor, at=at)])
    return batch
