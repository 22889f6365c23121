"""Import the next chunk of a running batch: records, the state of their rows and the figures in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.exchange.batches import move
from danshu.exchange.engine.applying import apply_groups
from danshu.exchange.engine.conversion import groups_of, read_rows
from danshu.exchange.engine.results import Tally, count_states, merged, reasons, row_results, write_results
from danshu.exchange.engine.session import Session
from danshu.exchange.importing import Group, Outcome
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch, RowState
from danshu.exchange.permissions import IMPORT
from danshu.kit.actor import Actor
from danshu.kit.attempts import SCRIPT, is_noting, note
from danshu.kit.context import current_context
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.texts import holds_script
from danshu.kit.versions import touch

NEXT = """AND state = 'ready' AND group_no < %s + (
SELECT min(group_no) FROM exchange_stagedrow WHERE batch_id = %s AND state = 'ready') ORDER BY group_no, number"""


@operation("exchange.apply_chunk", permission=IMPORT, label=("导入一段数据", "Import a chunk"))
def apply_chunk(*, batch_id: int, session: Session | None = None, actor: Actor, at: datetime) -> bool:
    """Import up to `chunk_groups` groups; True when there may be more to do.

    Without ready rows the batch is "done", after a request to stop "stopped". (batch, row) is the natural key: rows
    leave the state "ready" in the transaction that writes their records, and the lock on the batch keeps a second
    worker waiting, so each row is imported once however often this is called.
    """
    batch = lock(ImportBatch.objects.filter(pk=batch_id)).get()
    if batch.status != BatchStatus.RUNNING:
        return False
    if batch.stop_requested:
        return _end(batch, BatchStatus.STOPPED, actor, at)
    if session is None:
        session = Session.open(batch, actor, at)
        session.kind.prepare(session.context)
    session.context.actor, session.context.at = actor, at
    rows = read_rows(NEXT, [batch.pk, session.kind.chunk_groups, batch.pk])
    if not rows:
        return _end(batch, BatchStatus.DONE, actor, at)
    groups = groups_of(rows, session.conversion, batch.pk)
    outcomes = apply_groups(session.kind, groups, session.context)
    _note(batch, groups, outcomes)
    if is_noting() and holds_script({"rows": [row.texts for row in rows]}):
        note(SCRIPT)
    return True


def _note(batch: ImportBatch, groups: Sequence[Group], outcomes: Sequence[Outcome]) -> None:
    tally = Tally()
    results = []
    for group, outcome in zip(groups, outcomes, strict=True):
        tally.add(group, outcome)
        results += row_results(group, outcome, done=RowState.DONE)
    write_results(batch.pk, results)
    before = batch.progress
    batch.counts["run"] = merged(batch.counts.get("run", {}), tally.as_json())
    batch.totals = merged(batch.totals, tally.sums())
    batch.progress += len(results)
    batch.save(update_fields=["counts", "totals", "progress"])
    changes = {"progress": (before, batch.progress)}
    current_context().changed("exchange.batch", batch.pk, label=str(batch), changes=changes)


def _end(batch: ImportBatch, status: BatchStatus, actor: Actor, at: datetime) -> bool:
    move(batch, status)
    batch.finished_at = at
    batch.counts["states"] = count_states(batch.pk)
    batch.reasons = reasons(batch.pk)
    names = ("status", "finished_at", "counts", "reasons")
    batch.save(update_fields=[*names, *touch(batch, actor=actor, at=at)])
    return False
