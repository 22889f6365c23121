"""Send a message once more that was sent (SYS-033)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.notices.errors import MessageHadSecret, MessageNotSent
from danshu.notices.lifecycle import MessageStatus
from danshu.notices.loading import locked_message
from danshu.notices.mailing import SECRET_MARK
from danshu.notices.models import OutgoingMessage
from danshu.notices.operations.queue_message import queue_message
from danshu.notices.permissions import RETRY_MESSAGE


@operation("notices.send_again", permission=RETRY_MESSAGE, label=("再发一封", "Send once more"))
def send_again(*, message_id: int, actor: Actor, at: datetime) -> OutgoingMessage:
    """Queue a copy of a message that was sent, to the same address; the first one stays as it is.

    Raises NotFound, MessageNotSent, MessageHadSecret.
    """
    first = locked_message(message_id)
    if first.status != MessageStatus.SENT:
        raise MessageNotSent()
    if SECRET_MARK in first.body:
        raise MessageHadSecret()
    copy = queue_message.within(
        address=first.address, subject=first.subject, body=first.body, source=first.source, label=first.label, url=first.url,
        recipient=first.recipient, language=first.language, actor=actor, at=at,
    )  # fmt: skip
    copy.copy_of = first
    copy.save(update_fields=["copy_of"])
    return copy
