"""Gives events to their handlers: at least once, in order per aggregate, one broken handler delays nobody.

Each delivery takes two transactions. The first claims it; the second runs the handler and notes the result together
with the handler's effect. A process that dies in between leaves the claim, and after three deaths the delivery is
parked: a poison message cannot stop the queue (FI-08).
"""

from __future__ import annotations

import logging
import random
import traceback
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from danshu.kit.clock import now
from danshu.kit.events import HANDLERS
from danshu.kit.locks import lock, lock_skipping
from danshu.outbox.models import Delivery, DeliveryState

log = logging.getLogger("danshu.outbox")

MAX_ATTEMPTS = 10
MAX_DEATHS = 3
BACKOFF_SECONDS = 5
# A claim without a locked row that is older than this belongs to a dead process.
CLAIM_LASTS = timedelta(seconds=30)


def deliver_due(*, at: datetime, limit: int = 500) -> int:
    """Deliver what is due, at most `limit` deliveries; returns how many were tried."""
    tried = 0
    while tried < limit:
        claimed = _claim(at)
        if claimed is None:
            break
        tried += 1
        _deliver(claimed, at)
    return tried


def waiting(*, at: datetime, handlers: Collection[str]) -> Q:
    """Those whose turn has come: due, not being handled, and known to this release (others wait for theirs)."""
    free = Q(begun_at=None) | Q(begun_at__lt=at - CLAIM_LASTS)
    return free & Q(state=DeliveryState.WAITING, due_at__lte=at, handler__in=list(handlers))


def _claim(at: datetime) -> int | None:
    earlier = Delivery.objects.filter(
        state=DeliveryState.WAITING,
        handler=OuterRef("handler"),
        aggregate=OuterRef("aggregate"),
        event_id__lt=OuterRef("event_id"),
    )
    due = Delivery.objects.filter(waiting(at=at, handlers=HANDLERS)).filter(~Exists(earlier)).order_by("due_at", "id")
    with transaction.atomic():
        delivery = lock_skipping(due).first()
        if delivery is None:
            return None
        if delivery.begun_at is not None:
            delivery.deaths += 1
        if delivery.deaths >= MAX_DEATHS:
            delivery.state, delivery.begun_at = DeliveryState.PARKED, None
            delivery.last_error = f"the process died {delivery.deaths} times while it handled this event"
            log.error("delivery parked", extra={"delivery": delivery.pk, "handler": delivery.handler})
        else:
            delivery.begun_at = at
        delivery.save(update_fields=["state", "deaths", "begun_at", "last_error"])
        return delivery.pk


def _deliver(pk: int, at: datetime) -> None:
    with transaction.atomic():
        # Waits: another claimer may hold the row for a moment after it looked at it and passed on.
        mine = Delivery.objects.filter(pk=pk, state=DeliveryState.WAITING, begun_at=at)
        delivery = lock(mine).select_related("event").first()
        if delivery is None:
            return
        try:
            with transaction.atomic():
                _, handler = HANDLERS[delivery.handler]
                handler(_message(delivery))
        except Exception:  # noqa: BLE001 - a handler may fail in any way; it is kept and tried again
            _failed(delivery, at, traceback.format_exc()[-2000:])
        else:
            delivery.state, delivery.done_at, delivery.last_error = DeliveryState.DONE, now(), ""
        delivery.begun_at = None
        delivery.save(update_fields=["attempts", "state", "begun_at", "done_at", "due_at", "last_error"])


def _failed(delivery: Delivery, at: datetime, story: str) -> None:
    delivery.attempts += 1
    delivery.last_error = story
    wait = BACKOFF_SECONDS * 2 ** min(delivery.attempts, 8) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
    delivery.due_at = at + timedelta(seconds=wait)
    if delivery.attempts >= MAX_ATTEMPTS:
        delivery.state = DeliveryState.PARKED
        log.error("delivery parked", extra={"delivery": delivery.pk, "handler": delivery.handler})


def _message(delivery: Delivery) -> dict[str, object]:
    event = delivery.event
    return {
        "name": event.name,
        "schema": event.schema,
        "aggregate": event.aggregate,
        "version": event.version,
        "payload": event.payload,
        "at": event.at.isoformat(),
        "event_id": event.pk,
    }


def forget_done(*, before: datetime) -> int:
    """Delete deliveries done before a moment; the events stay. Returns how many."""
    deleted, _ = Delivery.objects.filter(state=DeliveryState.DONE, done_at__lt=before).delete()
    return deleted
