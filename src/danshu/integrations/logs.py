"""Cleaning up what went to other systems by age (SYS-005): what was taken or given up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from danshu.integrations.lifecycle import DispatchStatus
from danshu.integrations.models import Dispatch

FIELDS = ("id", "endpoint_id", "endpoint__name", "event_id", "name", "aggregate", "status", "attempts", "queued_at",
          "sent_at", "answer")  # fmt: skip


def old_dispatches(before: datetime) -> QuerySet[Any]:
    """Notifications queued before a moment that do not wait."""
    return Dispatch.objects.filter(queued_at__lt=before).exclude(status=DispatchStatus.WAITING).order_by("pk")


def remove_dispatches(keys: list[int]) -> int:
    """Delete notifications that do not wait."""
    deleted, _each = Dispatch.objects.filter(pk__in=keys).exclude(status=DispatchStatus.WAITING).delete()
    return deleted
