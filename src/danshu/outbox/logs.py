"""Cleaning up the logs of background work by age (SYS-005): what is finished or given up, never what still runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from danshu.outbox.models import Delivery, DeliveryState

ENDED = ("succeeded", "failed", "cancelled", "aborted")
JOB_FIELDS = ("id", "queue_name", "task_name", "args", "status", "attempts", "scheduled_at", "last_at")
DELIVERY_FIELDS = ("id", "event_id", "event__name", "event__at", "handler", "aggregate", "state", "attempts", "deaths",
                   "last_error")  # fmt: skip


def jobs_with_moment() -> QuerySet[Any]:
    """All jobs with the moment of their last event."""
    newest = ProcrastinateEvent.objects.filter(job_id=OuterRef("pk")).order_by("-id").values("at")[:1]
    rows: Any = ProcrastinateJob.objects
    found: QuerySet[Any] = rows.annotate(last_at=Coalesce(Subquery(newest), "scheduled_at"))
    return found


def old_jobs(before: datetime) -> QuerySet[Any]:
    """Jobs that ended before a moment."""
    return jobs_with_moment().filter(status__in=ENDED, last_at__lt=before).order_by("pk")


def remove_jobs(keys: list[int]) -> int:
    """Delete ended jobs with their events."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE id = ANY(%s) AND status::text = ANY(%s)", [keys, list(ENDED)]
        )
        return int(cursor.rowcount)


def old_deliveries(before: datetime) -> QuerySet[Any]:
    """Deliveries of events before a moment that were done, or parked and never taken up again."""
    ended = (DeliveryState.DONE, DeliveryState.PARKED)
    return Delivery.objects.filter(state__in=ended, event__at__lt=before).order_by("pk")


def remove_deliveries(keys: list[int]) -> int:
    """Delete deliveries that do not wait; their events stay."""
    deleted, _each = Delivery.objects.filter(pk__in=keys).exclude(state=DeliveryState.WAITING).delete()
    return deleted
