"""Hold back what waits to be sent: the test mode is on (SYS-033)."""

from __future__ import annotations

from datetime import datetime

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock_skipping
from danshu.kit.operation import operation
from danshu.notices.lifecycle import MessageStatus
from danshu.notices.models import OutgoingMessage


@operation("notices.hold_messages", permission=SYSTEM, label=("暂存待发送的消息", "Hold waiting messages"))
def hold_messages(*, actor: Actor, at: datetime) -> int:
    """Every message that waits is held, in the transaction that switches the test mode on; returns how many.

    One that a sender has in its hands is on its way already; should it fail, the sender's next run holds it.
    """
    waiting = OutgoingMessage.objects.filter(status=MessageStatus.QUEUED).order_by("id")
    found = list(lock_skipping(waiting).only("label", "subject"))
    OutgoingMessage.objects.filter(pk__in=[message.pk for message in found]).update(status=MessageStatus.HELD)
    changes = {"status": (MessageStatus.QUEUED, MessageStatus.HELD)}
    for message in found:
        current_context().changed("notices.message", message.pk, label=str(message)[:100], changes=changes)
    return len(found)
