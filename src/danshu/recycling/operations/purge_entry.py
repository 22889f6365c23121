"""Delete for good."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.recycling import binning
from danshu.recycling.models import Application, Entry, EntryState, Proposal
from danshu.recycling.permissions import PURGE
from danshu.ui.formats import money_text


@operation("recycling.purge_entry", permission=PURGE, label=("永久删除", "Purge"))
def purge_entry(*, entry_id: int, reason: str = "", actor: Actor, at: datetime) -> Entry:
    """Delete what lies in the bin irreversibly: its rows and what names people go, the record of it stays in the log.

    Ledger entries stay: they name the document by its number. Raises NotFound, NotInBin (ORD-044).
    """
    entry = binning.locked_entry(entry_id, actor=actor)
    context = current_context()
    context.effect("purge", _("%(label)s 的全部内容永久删除，不能恢复") % {"label": entry.label}, "bad")
    context.effect("record", _("日志里保留编号、名称、金额、状态、原因、经手人和时间"))
    context.changed(
        entry.kind, entry.root_id, label=entry.label, reason=reason, action="recycling.purge_entry",
        changes={
            "in_bin": (True, False), "purged": (False, True), "title": (entry.title, None),
            "bin_amount": (money_text(entry.amount, entry.currency) if entry.amount is not None else None, None),
            "bin_status": (entry.status, None), "deletion_reason": (f"{entry.reason_code} {entry.reason}".strip(), None),
            "deleted_by_name": (entry.deleted_by_name, None), "deleted_at": (entry.deleted_at, None),
        },
    )  # fmt: skip
    binning.end(entry, EntryState.PURGED, actor=actor, at=at)
    Application.objects.filter(entry=entry, state=Application.State.PENDING).update(
        state=Application.State.REFUSED, decided_at=at, decided_by_name=actor.name, answer=_("已永久删除")
    )
    Proposal.objects.filter(run__rule__kind=entry.kind, root_id=entry.root_id).update(title="")
    return entry
