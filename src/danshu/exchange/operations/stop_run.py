"""Pause a running import after the chunk it is in."""

from __future__ import annotations

from datetime import datetime

from danshu.exchange.batches import batch_in_scope
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.permissions import IMPORT
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import IllegalTransition
from danshu.kit.operation import operation


@operation("exchange.stop_run", permission=IMPORT, label=("暂停导入", "Pause an import"))
def stop_run(*, batch_id: int, actor: Actor, at: datetime) -> ImportBatch:
    """What is imported stays; `start_run` goes on. Raises IllegalTransition unless running."""
    batch = batch_in_scope(batch_id, actor)
    if batch.status != BatchStatus.RUNNING:
        state = BatchStatus(batch.status).label
        raise IllegalTransition(label=str(batch), state=state, target=BatchStatus.STOPPED.label)
    if not batch.stop_requested:
        batch.stop_requested = True
        batch.save(update_fields=["stop_requested"])
        changes = {"stop_requested": (False, True)}
        current_context().changed("exchange.batch", batch.pk, label=str(batch), changes=changes)
    return batch
