"""Look at an uploaded file again, in another encoding or with another separator."""

from __future__ import annotations

from datetime import datetime

from danshu.exchange.batches import batch_in_scope, move
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.operations.create_batch import Upload
from danshu.exchange.permissions import IMPORT
from danshu.exchange.proposing import Proposal
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("exchange.replace_preview", permission=IMPORT, label=("换一种编码读取", "Read in another encoding"))
def replace_preview(
    *, batch_id: int, upload: Upload, proposal: Proposal, seen: int | None = None, actor: Actor, at: datetime
) -> ImportBatch:
    """The batch has the newly read preview and a new proposal for its columns; the mapping begins again.

    Raises IllegalTransition for a batch that is being worked on or has ended.
    """
    batch = batch_in_scope(batch_id, actor, seen=seen)
    before = batch.encoding
    if batch.status not in (BatchStatus.UPLOADED, BatchStatus.MAPPED):
        move(batch, BatchStatus.MAPPED)
    sheet = next(sheet for sheet in upload.sheets if sheet["index"] == proposal.sheet)
    batch.encoding, batch.separator, batch.sheets = upload.encoding, upload.separator, upload.sheets
    batch.sheet, batch.sheet_name, batch.blank_rows = proposal.sheet, sheet["name"], sheet["blank"]
    batch.heading_row, batch.headings, batch.mapping = proposal.heading_row, proposal.headings, proposal.mapping
    names = ("encoding", "separator", "sheets", "sheet", "sheet_name", "blank_rows", "heading_row", "headings")
    batch.save(update_fields=[*names, "mapping", "status", *touch(batch, actor=actor, at=at)])
    changes = {"encoding": (before, batch.encoding)}
    current_context().changed("exchange.batch", batch.pk, label=str(batch), changes=changes)
    return batch
