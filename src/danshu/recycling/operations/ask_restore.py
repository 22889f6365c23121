"""Ask for a deleted record to come back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.access.queries import people_with
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.recycling import binning
from danshu.recycling.models import Application
from danshu.recycling.permissions import VIEW_BIN
from danshu.recycling.registry import KINDS


@operation("recycling.ask_restore", permission=VIEW_BIN, label=("申请恢复", "Ask for restore"))
def ask_restore(*, entry_id: int, reason: str, actor: Actor, at: datetime) -> Application:
    """File a restore application with those who may restore this kind (ORD-043).

    Raises NotFound, NotInBin, FieldErrors without a reason, AskedAlready.
    """
    if not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("写明为什么要恢复"))])
    entry = binning.locked_entry(entry_id, actor=actor)
    asked = Application.objects.create(
        entry=entry, reason=reason.strip()[:500], asked_by_id=actor.user_id, asked_by_name=actor.name,
        created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
    facts = {"label": entry.label, "who": actor.name}
    notify(
        people_with(KINDS[entry.kind].restore), kind="recycling.restore_asked", url=f"/recycle-bin/{entry.pk}/",
        text=lambda: _("%(who)s 申请恢复 %(label)s") % facts, at=at,
    )  # fmt: skip
    current_context().changed(
        "recycling.application", asked.pk, label=entry.label, reason=reason, changes={"state": (None, "pending")}
    )
    return asked
