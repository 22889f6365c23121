"""Send a message again that had failed."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.notices.errors import MessageNotFailed
from danshu.notices.lifecycle import MESSAGE_LIFECYCLE, MessageStatus
from danshu.notices.models import OutgoingMessage
from danshu.notices.permissions import RETRY_MESSAGE


@operation("notices.retry_message", permission=RETRY_MESSAGE, label=("重新发送消息", "Send a message again"))
def retry_message(*, message_id: int, actor: Actor, at: datetime) -> OutgoingMessage:
    """A parked message is due again at once, with all its tries before it. Raises NotFound, MessageNotFailed."""
    message = lock(OutgoingMessage.objects.filter(pk=message_id)).first()
    if message is None:
        raise NotFound()
    if message.status != MessageStatus.FAILED:
        raise MessageNotFailed()
    MESSAGE_LIFECYCLE.move(message, MessageStatus.QUEUED)
    message.attempts, message.due_at = 0, at
    message.save(update_fields=["status", "attempts", "due_at"])
    changes = {"status": (MessageStatus.FAILED, MessageStatus.QUEUED)}
    current_context().changed("notices.message", message.pk, label=str(message)[:100], changes=changes)
    return message
