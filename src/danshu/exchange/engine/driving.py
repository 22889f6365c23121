"""An import from the command line: the whole way in one call, in this process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from danshu.exchange import queries
from danshu.exchange.engine import running
from danshu.exchange.engine.receiving import receive
from danshu.exchange.engine.session import kind_named
from danshu.exchange.joining import DATA_SETS, joined_file
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.map_columns import ColumnMapping, map_columns
from danshu.exchange.operations.request_check import request_check
from danshu.exchange.operations.start_run import start_run
from danshu.exchange.proposing import from_content, propose_sheet
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound

BLOCK = 1 << 18


@dataclass(slots=True)
class Wishes:
    """What the command line may say; everything else is proposed by the engine."""

    mapping: str = ""
    sheet: str = ""
    policy: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    dry_run: bool = False


def import_file(kind: str, path: Path, wishes: Wishes, *, actor: Actor, at: datetime) -> ImportBatch:
    """Upload, map, check and (unless dry_run) run; returns the batch in the state it reached.

    A folder is a data set: the mapping names it, its files are joined first. It stops at "asking" when a question has no answer among the wishes. Raises FileRefused, FieldErrors (a required
    column was not found), NotFound (unknown mapping, data set or sheet), FileMissing, ColumnMissing, UnknownKind, Forbidden.
    """
    if path.is_dir():
        declared = DATA_SETS.get(wishes.mapping)
        if declared is None or declared.kind != kind:
            raise NotFound
        with joined_file(declared, path) as table:
            return import_file(kind, table, wishes, actor=actor, at=at)
    with path.open("rb") as stream:
        chunks = iter(lambda: stream.read(BLOCK), b"")
        batch = receive(kind, chunks, path.name, actor=actor, at=at, encoding=wishes.encoding)
    answers = _map(batch, wishes, actor, at)
    request_check(batch_id=batch.pk, answers=answers, in_background=False, actor=actor, at=at)
    running.check(batch.pk, actor)
    batch.refresh_from_db()
    ready = batch.counts.get("states", {}).get("ready", 0)
    if batch.status == BatchStatus.CHECKED and ready and not wishes.dry_run:
        start_run(batch_id=batch.pk, in_background=False, actor=actor, at=at)
        running.run(batch.pk, actor)
        batch.refresh_from_db()
    return batch


def _map(batch: ImportBatch, wishes: Wishes, actor: Actor, at: datetime) -> dict[str, str]:
    """Decide on sheet and columns; returns the answers to give."""
    known = queries.mapping_named(actor, batch.kind, wishes.mapping) if wishes.mapping else None
    wanted = wishes.sheet or (known.content.get("sheet", "") if known else "")
    sheet, proposal = batch.sheet, None
    if wanted:
        sheet = next((s["index"] for s in batch.sheets if s["name"] == wanted and s["rows"]), -1)
        if sheet < 0 and wishes.sheet:
            raise NotFound
        sheet = batch.sheet if sheet < 0 else sheet
    proposal = propose_sheet(kind_named(batch.kind), batch.sheets, sheet)
    mapping: dict[str, Any] = proposal.mapping
    policy, answers = batch.policy, dict(batch.answers)
    if known:
        columns = queries.columns(batch, sheet=sheet, heading_row=proposal.heading_row)
        mapping = from_content(known.content, columns)
        policy = known.content.get("policy") or policy
        answers |= known.content.get("answers", {})
    decided = ColumnMapping(
        sheet=sheet,
        heading_row=proposal.heading_row,
        columns=mapping["columns"],
        constants={**mapping["constants"], **wishes.constants},
        options={**mapping["options"], **wishes.options},
        policy=wishes.policy or policy,
    )
    map_columns(batch_id=batch.pk, mapping=decided, actor=actor, at=at)
    return answers | dict(wishes.answers)
