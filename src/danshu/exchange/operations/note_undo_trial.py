"""Keep what an undo would do, for the page that asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.exchange.batches import UNDO_TRIAL, batch_in_scope, wake
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.start_undo import require_in_time
from danshu.exchange.permissions import UNDO
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation


@operation("exchange.note_undo_trial", permission=UNDO, label=("试算整批撤销", "Try the undo of an import"))
def note_undo_trial(
    *, batch_id: int, figures: Mapping[str, Any] | None = None, actor: Actor, at: datetime
) -> ImportBatch:
    """Without figures: ask a job for them (large batches only); with them: keep them. Raises UndoTooLate."""
    batch = batch_in_scope(batch_id, actor)
    require_in_time(batch, at)
    batch.undo_preview = {"at": at.isoformat(), "asked_by": actor.user_id, **(figures or {})}
    batch.save(update_fields=["undo_preview"])
    changes = {"undo_preview": (None, figures and figures.get("kept"))}
    current_context().changed("exchange.batch", batch.pk, label=str(batch), changes=changes)
    if figures is None:
        wake(UNDO_TRIAL, batch.pk)
    return batch
