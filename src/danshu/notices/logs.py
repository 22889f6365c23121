"""Cleaning up the message log by age (SYS-005): what was sent or given up, unless a record still names it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from danshu.notices.lifecycle import MessageStatus
from danshu.notices.models import OutgoingMessage

# without address, text and answer of the mail server: contact data does not go where not everybody may read it (PRV-1)
WAITING = (MessageStatus.QUEUED, MessageStatus.HELD)
FIELDS = ("id", "channel", "recipient", "subject", "language", "source_kind", "source_id", "label", "status", "attempts",
          "queued_at", "sent_at")  # fmt: skip


def old_messages(before: datetime) -> QuerySet[Any]:
    """Messages written before a moment that do not wait and that no note of an order or customer points to."""
    rows = OutgoingMessage.objects.filter(queued_at__lt=before).exclude(status__in=WAITING).order_by("pk")
    for field in OutgoingMessage._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and field.related_model is not None:
            naming: Any = field
            rows = rows.exclude(
                Exists(naming.related_model._base_manager.filter(**{naming.field.name: OuterRef("pk")}))
            )
    return rows


def remove_messages(keys: list[int]) -> int:
    """Delete messages that do not wait."""
    deleted, _each = OutgoingMessage.objects.filter(pk__in=keys).exclude(status__in=WAITING).delete()
    return deleted
