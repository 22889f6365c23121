"""Send a notification again by hand."""

from __future__ import annotations

from datetime import datetime

from danshu.integrations.errors import DispatchNotFinished
from danshu.integrations.lifecycle import DISPATCH_LIFECYCLE, DispatchStatus
from danshu.integrations.models import Dispatch
from danshu.integrations.permissions import RESEND
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation


@operation("integrations.resend_dispatch", permission=RESEND, label=("重新发送对外通知", "Resend a notification"))
def resend_dispatch(*, dispatch_id: int, actor: Actor, at: datetime) -> Dispatch:
    """What failed, or was sent and got lost over there, is due again at once. Raises NotFound, DispatchNotFinished."""
    row = lock(Dispatch.objects.filter(pk=dispatch_id)).first()
    if row is None:
        raise NotFound()
    if row.status == DispatchStatus.WAITING:
        raise DispatchNotFinished()
    before = row.status
    DISPATCH_LIFECYCLE.move(row, DispatchStatus.WAITING)
    row.attempts, row.due_at, row.begun_at, row.sent_at = 0, at, None, None
    row.save(update_fields=["status", "attempts", "due_at", "begun_at", "sent_at"])
    changes = {"status": (before, row.status)}
    current_context().changed("integrations.dispatch", row.pk, label=str(row)[:100], changes=changes)
    return row
