"""Note what the dry run of a batch found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from danshu.exchange.lifecycle import BATCH_LIFECYCLE, BatchStatus
from danshu.exchange.models import ImportBatch
from danshu.exchange.permissions import IMPORT
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@dataclass(slots=True)
class Findings:
    """The result of a dry run: a refusal of the file, open questions, or figures."""

    refusal: str = ""
    asks: bool = False
    styles: dict[str, Any] = field(default_factory=dict)
    questions: list[dict[str, Any]] = field(default_factory=list)
    groups: int = 0
    counts: dict[str, Any] = field(default_factory=dict)
    totals: dict[str, str] = field(default_factory=dict)
    reasons: list[dict[str, Any]] = field(default_factory=list)

    @property
    def status(self) -> BatchStatus:
        """The state that follows."""
        if self.refusal:
            return BatchStatus.REFUSED
        return BatchStatus.ASKING if self.asks else BatchStatus.CHECKED


@operation("exchange.conclude_check", permission=IMPORT, label=("记录预检结果", "Note the result of a dry run"))
def conclude_check(*, batch_id: int, findings: Findings, actor: Actor, at: datetime) -> ImportBatch:
    """The batch shows what was found (SYS-009). A batch that is no longer being checked stays as it is."""
    batch = lock(ImportBatch.objects.filter(pk=batch_id)).get()
    if batch.status != BatchStatus.CHECKING:
        return batch
    before = batch.status
    BATCH_LIFECYCLE.move(batch, findings.status)
    batch.failure = findings.refusal
    batch.styles, batch.questions, batch.groups = findings.styles, findings.questions, findings.groups
    batch.counts, batch.totals, batch.reasons = findings.counts, findings.totals, findings.reasons
    batch.checked_at, batch.progress = at, 0
    changed = ("status", "failure", "styles", "questions", "groups", "counts", "totals", "reasons")
    batch.save(update_fields=[*changed, "checked_at", "progress", *touch(batch, actor=actor, at=at)])
    current_context().changed("exchange.batch", batch.pk, label=str(batch), changes={"status": (before, batch.status)})
    return batch
