"""The outbox of the demo company: what happened long ago has been delivered."""

from __future__ import annotations

from datetime import datetime, timedelta

from danshu.outbox.models import Delivery, DeliveryState

RECENT = timedelta(days=1)


def build(at: datetime) -> int:
    """Note the deliveries of more than a day ago as done, so that nobody is told today of what is long over; returns
    how many wait.
    """
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    waiting.filter(due_at__lt=at - RECENT).update(state=DeliveryState.DONE, done_at=at)
    return waiting.count()
