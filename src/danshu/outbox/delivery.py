"""Gives events to their handlers: at least once, in order per aggregate, one broken handler delays nobody."""

from __future__ import annotations

import random
import traceback
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from danshu.kit.clock import now
from danshu.kit.events import HANDLERS
from danshu.kit.locks import lock_skipping
from danshu.outbox.models import Delivery, DeliveryState

MAX_ATTEMPTS = 10
BACKOFF_SECONDS = 5


def deliver_due(*, at: datetime, limit: int = 500) -> int:
    """Deliver what is due, at most `limit` deliveries; returns how many were tried."""
    tried = 0
    while tried < limit and _deliver_next(at=at):
        tried += 1
    return tried


def _deliver_next(*, at: datetime) -> bool:
    with transaction.atomic():
        earlier = Delivery.objects.filter(
            state=DeliveryState.WAITING,
            handler=OuterRef("handler"),
            event__aggregate=OuterRef("event__aggregate"),
            event_id__lt=OuterRef("event_id"),
        )
        due = Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=at)
        delivery = lock_skipping(due.filter(~Exists(earlier)).order_by("due_at", "id")).select_related("event").first()
        if delivery is None:
            return False
        delivery.attempts += 1
        try:
            with transaction.atomic():
                _, handler = HANDLERS[delivery.handler]
                event = delivery.event
                handler(
                    {
                        "name": event.name,
                        "aggregate": event.aggregate,
                        "version": event.version,
                        "payload": event.payload,
                        "at": event.at.isoformat(),
                        "event_id": event.pk,
                    }
                )
        except Exception:  # a handler may fail in any way; it is kept and tried again
            delivery.last_error = traceback.format_exc()[-2000:]
            wait = BACKOFF_SECONDS * 2 ** min(delivery.attempts, 8) * random.uniform(0.8, 1.2)  # noqa: S311
            delivery.due_at = at + timedelta(seconds=wait)
            if delivery.attempts >= MAX_ATTEMPTS:
                delivery.state = DeliveryState.PARKED
        else:
            delivery.state, delivery.done_at, delivery.last_error = DeliveryState.DONE, now(), ""
        delivery.save(update_fields=["attempts", "state", "done_at", "due_at", "last_error"])
        return True
