"""Send a message again that had failed."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.notices.errors import MessageNotFailed
from danshu.notices.lifecycle import MessageStatus
from danshu.notices.loading import locked_message, moved
from danshu.notices.models import OutgoingMessage
from danshu.notices.permissions import RETRY_MESSAGE


@operation("notices.retry_message", permission=RETRY_MESSAGE, label=("重新发送消息", "Send a message again"))
def retry_message(*, message_id: int, actor: Actor, at: datetime) -> OutgoingMessage:
    """A parked message is due again at once, with all its tries before it. Raises NotFound, MessageNotFailed."""
    message = locked_message(message_id)
    if message.status != MessageStatus.FAILED:
        raise MessageNotFailed()
    message.attempts, message.due_at = 0, at
    moved(message, MessageStatus.QUEUED, "attempts", "due_at")
    return message
