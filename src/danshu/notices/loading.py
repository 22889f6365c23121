"""Finding what an operation on messages is about."""

from __future__ import annotations

from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.notices.lifecycle import MESSAGE_LIFECYCLE, MessageStatus
from danshu.notices.models import OutgoingMessage


def locked_message(message_id: int) -> OutgoingMessage:
    """The message, locked. Raises NotFound."""
    message = lock(OutgoingMessage.objects.filter(pk=message_id)).first()
    if message is None:
        raise NotFound()
    return message


def moved(message: OutgoingMessage, to: MessageStatus, *fields: str) -> None:
    """Store the new status, with the other fields that were set, and note it in the trail."""
    before = message.status
    MESSAGE_LIFECYCLE.move(message, to)
    message.save(update_fields=["status", *fields])
    current_context().changed("notices.message", message.pk, label=str(message)[:100], changes={"status": (before, to)})
