"""Take a whole batch back."""

from __future__ import annotations

from datetime import datetime, timedelta

from danshu.exchange.batches import UNDO_RUN, UndoTooLate, batch_in_scope, move, wake
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.permissions import UNDO
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.kit.versions import touch

UNDO_HOURS = 24


@operation("exchange.start_undo", permission=UNDO, label=("撤销整批导入", "Undo an import"))
def start_undo(
    *, batch_id: int, seen: int | None = None, in_background: bool = True, actor: Actor, at: datetime
) -> ImportBatch:
    """The batch is "undoing"; a job removes what it created and restores what it changed, newest first.

    Records that somebody changed since stay and are listed. Raises UndoTooLate 24 hours after the import ended,
    IllegalTransition unless it is done, stopped or failed.
    """
    batch = batch_in_scope(batch_id, actor, seen=seen)
    require_in_time(batch, at)
    move(batch, BatchStatus.UNDOING)
    batch.progress = 0
    batch.save(update_fields=["status", "progress", *touch(batch, actor=actor, at=at)])
    if in_background:
        wake(UNDO_RUN, batch.pk)
    return batch


def require_in_time(batch: ImportBatch, at: datetime) -> None:
    """Raise UndoTooLate when the time to take the batch back is over."""
    if batch.finished_at and at > batch.finished_at + timedelta(hours=UNDO_HOURS):
        raise UndoTooLate(hours=UNDO_HOURS)
