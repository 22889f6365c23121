"""Import what passed the dry run, and go on after a stop."""

from __future__ import annotations

from datetime import datetime

from danshu.exchange.batches import RUN, FixesNotChecked, NothingReady, batch_in_scope, move, wake
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch, RowState, StagedRow
from danshu.exchange.permissions import IMPORT
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("exchange.start_run", permission=IMPORT, label=("开始导入", "Start an import"))
def start_run(
    *, batch_id: int, seen: int | None = None, in_background: bool = True, actor: Actor, at: datetime
) -> ImportBatch:
    """The batch is "running"; a job imports its ready rows chunk by chunk. The same call goes on after a stop.

    Raises IllegalTransition unless checked, stopped or failed; NothingReady; FixesNotChecked.
    """
    batch = batch_in_scope(batch_id, actor, seen=seen)
    if batch.status == BatchStatus.CHECKED:
        if batch.counts.get("fixed"):
            raise FixesNotChecked
        if not StagedRow.objects.filter(batch=batch, state=RowState.READY).exists():
            raise NothingReady
        batch.started_at, batch.progress = at, 0
        batch.totals = {}
    move(batch, BatchStatus.RUNNING)
    batch.stop_requested, batch.failure = False, ""
    names = ("status", "started_at", "progress", "totals", "stop_requested", "failure")
    batch.save(update_fields=[*names, *touch(batch, actor=actor, at=at)])
    if in_background:
        wake(RUN, batch.pk)
    return batch
