"""Take the newest chunk of a batch back: records and the state of their rows in one transaction."""

from __future__ import annotations

from datetime import datetime

from danshu.exchange.batches import move
from danshu.exchange.engine.results import count_states, merged
from danshu.exchange.engine.session import Session
from danshu.exchange.engine.undoing import LAST, UndoTally, mark_undone, next_groups, undo_groups
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.permissions import UNDO
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("exchange.undo_chunk", permission=UNDO, label=("撤销一段导入", "Undo a chunk of an import"))
def undo_chunk(*, batch_id: int, actor: Actor, at: datetime) -> bool:
    """Undo up to `chunk_groups` groups; True when there may be more. Without more the batch is "undone".

    Repeating is harmless: rows leave the state "done" in the transaction that takes their records back.
    """
    batch = lock(ImportBatch.objects.filter(pk=batch_id)).get()
    if batch.status != BatchStatus.UNDOING:
        return False
    session = Session.open(batch, actor, at)
    groups = next_groups(batch.pk, LAST, session.kind.chunk_groups)
    if not groups:
        _finish(batch, actor, at)
        return False
    session.kind.prepare(session.context)
    kept = undo_groups(session.kind, groups, session.context)
    mark_undone(batch.pk, groups, kept)
    tally = UndoTally()
    for group, items in zip(groups, kept, strict=True):
        tally.add(group, items)
    before = batch.progress
    batch.counts["undo"] = merged(batch.counts.get("undo", {}), tally.as_json())
    batch.progress += len(groups)
    batch.save(update_fields=["counts", "progress"])
    changes = {"undone": (before, batch.progress)}
    current_context().changed("exchange.batch", batch.pk, label=str(batch), changes=changes)
    return True


def _finish(batch: ImportBatch, actor: Actor, at: datetime) -> None:
    move(batch, BatchStatus.UNDONE)
    batch.undone_at = at
    batch.counts["states"] = count_states(batch.pk)
    batch.counts.setdefault("undo", UndoTally().as_json())
    batch.save(update_fields=["status", "undone_at", "counts", *touch(batch, actor=actor, at=at)])
