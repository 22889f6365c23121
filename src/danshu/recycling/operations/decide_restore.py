"""Answer a restore application."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.notices.operations.notify import notify
from danshu.recycling.errors import Decided
from danshu.recycling.models import Application
from danshu.recycling.operations.restore_entry import restore_entry
from danshu.recycling.permissions import RESTORE
from danshu.recycling.queries import applications


@operation("recycling.decide_restore", permission=RESTORE, label=("处理恢复申请", "Decide on restore"))
def decide_restore(
    *, application_id: int, agree: bool, answer: str = "", settled: Mapping[str, str] | None = None, actor: Actor,
    at: datetime,
) -> Application:  # fmt: skip
    """Restore what was asked for, or refuse with a reason; the applicant is told either way (ORD-043).

    Raises NotFound, Decided, FieldErrors for a refusal without a reason, and the refusals of restore_entry.
    """
    asked = applications(actor).filter(pk=application_id).first()
    if asked is None:
        raise NotFound()
    if agree:
        restore_entry.within(entry_id=asked.entry_id, settled=settled, reason=asked.reason, actor=actor, at=at)
    locked = lock(Application.objects.filter(pk=application_id)).get()
    if not agree and locked.state != Application.State.PENDING:
        raise Decided()
    if not agree and not answer.strip():
        raise FieldErrors([FieldProblem("answer", "required", _("拒绝时写明理由"))])
    locked.state = Application.State.APPROVED if agree else Application.State.REFUSED
    locked.decided_at, locked.decided_by_name, locked.answer = at, actor.name, answer.strip()[:500]
    locked.save(update_fields=["state", "decided_at", "decided_by_name", "answer", *touch(locked, actor=actor, at=at)])
    _tell(locked, asked.entry.label, agree=agree, at=at)
    current_context().changed(
        "recycling.application", asked.pk, label=asked.entry.label, reason=answer,
        changes={"state": ("pending", str(locked.state))},
    )  # fmt: skip
    return locked


def _tell(asked: Application, label: str, *, agree: bool, at: datetime) -> None:
    if asked.asked_by_id is None:
        return
    facts = {"label": label, "answer": asked.answer}
    text = (
        (lambda: _("你申请恢复的 %(label)s 已恢复") % facts)
        if agree
        else (lambda: _("恢复 %(label)s 的申请被拒绝：%(answer)s") % facts)
    )
    notify(
        [asked.asked_by_id], kind="recycling.restore_decided", url=f"/recycle-bin/{asked.entry_id}/", text=text, at=at
    )
