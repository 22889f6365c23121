"""Give a message up that was held back or could not be sent (SYS-033)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.notices.errors import MessageNotWaiting
from danshu.notices.lifecycle import MessageStatus
from danshu.notices.loading import locked_message, moved
from danshu.notices.models import OutgoingMessage
from danshu.notices.permissions import RELEASE_MESSAGE


@operation("notices.discard_message", permission=RELEASE_MESSAGE, label=("放弃消息", "Discard a message"))
def discard_message(*, message_id: int, actor: Actor, at: datetime) -> OutgoingMessage:
    """A held or failed message is never sent; its text stays to be read, a code in it is forgotten.

    Raises NotFound, MessageNotWaiting.
    """
    message = locked_message(message_id)
    if message.status not in (MessageStatus.HELD, MessageStatus.FAILED):
        raise MessageNotWaiting()
    message.secret = ""
    moved(message, MessageStatus.DISCARDED, "secret")
    return message
