"""Begin an import with an uploaded file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from danshu.exchange.engine.session import kind_named
from danshu.exchange.models import FilePurpose, ImportBatch, StoredFile
from danshu.exchange.permissions import IMPORT
from danshu.exchange.proposing import Proposal
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation

KEEP_FILES = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Upload:
    """A received file: its bytes are kept already, its content has been looked at."""

    digest: str
    size: int
    name: str
    kind: str
    encoding: str
    separator: str
    sheets: list[dict[str, Any]]


@operation("exchange.create_batch", permission=IMPORT, label=("上传导入文件", "Upload a file to import"))
def create_batch(*, kind: str, upload: Upload, proposal: Proposal, actor: Actor, at: datetime) -> ImportBatch:
    """A batch in state "uploaded" with the proposed sheet and columns (SYS-009).

    Raises UnknownKind; Forbidden when the actor may not import this kind.
    """
    actor.require(kind_named(kind).permission)
    file = StoredFile.objects.create(
        digest=upload.digest,
        size=upload.size,
        label=upload.name,
        purpose=FilePurpose.IMPORT,
        created_at=at,
        expires_at=at + KEEP_FILES,
    )
    sheet = next(sheet for sheet in upload.sheets if sheet["index"] == proposal.sheet)
    batch = ImportBatch.objects.create(
        kind=kind,
        owner_id=actor.user_id,
        unit_id=actor.unit_id,
        owner_name=actor.name,
        file=file,
        file_name=upload.name,
        file_kind=upload.kind,
        encoding=upload.encoding,
        separator=upload.separator,
        sheets=upload.sheets,
        sheet=proposal.sheet,
        sheet_name=sheet["name"],
        blank_rows=sheet["blank"],
        heading_row=proposal.heading_row,
        headings=proposal.headings,
        mapping=proposal.mapping,
        answers=_answers(proposal),
        policy=(proposal.template and proposal.template.policy) or kind_named(kind).policies[0],
        created_at=at,
        updated_at=at,
        updated_by_name=actor.name,
    )
    current_context().changed("exchange.batch", batch.pk, label=str(batch), changes={"file": (None, file.digest)})
    return batch


def _answers(proposal: Proposal) -> dict[str, str]:
    template = proposal.template
    return dict(template.answers) if template and not template.asks else {}
