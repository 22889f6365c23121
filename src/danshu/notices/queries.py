"""What is under somebody's bell."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Replace

from danshu.kit.actor import Actor
from danshu.kit.masking import email_masked, readable, seen_flag
from danshu.notices.lifecycle import MessageStatus
from danshu.notices.mailing import mail_server
from danshu.notices.models import Notice, OutgoingMessage
from danshu.notices.permissions import SEE_ADDRESS, VIEW_MESSAGES


def notices_of(user_id: int) -> QuerySet[Notice]:
    """Somebody's notices, newest first."""
    return Notice.objects.filter(user_id=user_id, in_centre=True).order_by("-id")


def unread_count(user_id: int) -> int:
    """How many notices somebody has not read."""
    return Notice.objects.filter(user_id=user_id, read_at=None).count()


def message_rows(actor: Actor) -> QuerySet[OutgoingMessage]:
    """Everything that left the house or is about to, addresses as the actor may read them (PRV-1).

    The caller has checked the right to see it. A mail server repeats the address in its answer: shortened there too.
    """
    seen = Q() if actor.can(SEE_ADDRESS) else Q(pk__in=())
    address: Any = F("address")
    shown: Any = readable("address", seen, email_masked("address"))
    error: Any = Replace("last_error", address, shown, output_field=CharField())
    columns: dict[str, Any] = {"shown_address": shown, "shown_error": error, "sees_address": seen_flag(seen)}
    rows = OutgoingMessage.objects.defer("address").annotate(**columns)
    return rows if actor.can(VIEW_MESSAGES) else rows.none()


def failed_messages(actor: Actor) -> QuerySet[OutgoingMessage]:
    """The messages that are parked."""
    return message_rows(actor).filter(status=MessageStatus.FAILED)


def can_send() -> bool:
    """True when a mail server is configured; until then messages wait."""
    return mail_server().is_complete
