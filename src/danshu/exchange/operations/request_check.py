"""Start the dry run of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from danshu.exchange.batches import CHECK, batch_in_scope, move, wake
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.permissions import IMPORT
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("exchange.request_check", permission=IMPORT, label=("预检导入", "Check an import"))
def request_check(
    *,
    batch_id: int,
    answers: Mapping[str, str] | None = None,
    seen: int | None = None,
    in_background: bool = True,
    actor: Actor,
    at: datetime,
) -> ImportBatch:
    """The batch is "checking"; a job does it. `answers` are added to those given before.

    in_background=False is for callers that run the check themselves. Raises IllegalTransition unless the batch is
    mapped, asking or checked.
    """
    batch = batch_in_scope(batch_id, actor, seen=seen)
    before = dict(batch.answers)
    batch.answers = {**batch.answers, **(answers or {})}
    move(batch, BatchStatus.CHECKING, answers=(before, batch.answers))
    batch.progress = 0
    batch.save(update_fields=["status", "answers", "progress", *touch(batch, actor=actor, at=at)])
    if in_background:
        wake(CHECK, batch.pk)
    return batch
