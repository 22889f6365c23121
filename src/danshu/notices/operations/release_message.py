"""Let a message go that the test mode had held back (SYS-033)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.notices.errors import MessageNotHeld, MessagesHeld
from danshu.notices.lifecycle import MessageStatus
from danshu.notices.loading import locked_message, moved
from danshu.notices.mailing import in_test_mode
from danshu.notices.models import OutgoingMessage
from danshu.notices.permissions import RELEASE_MESSAGE


@operation("notices.release_message", permission=RELEASE_MESSAGE, label=("放行暂存的消息", "Release a held message"))
def release_message(*, message_id: int, actor: Actor, at: datetime) -> OutgoingMessage:
    """A held message is due at once, with all its tries before it. Raises NotFound, MessageNotHeld, MessagesHeld."""
    message = locked_message(message_id)
    if message.status != MessageStatus.HELD:
        raise MessageNotHeld()
    if in_test_mode():
        raise MessagesHeld()
    message.attempts, message.due_at = 0, at
    moved(message, MessageStatus.QUEUED, "attempts", "due_at")
    return message
