"""The job that empties the outbox."""

from __future__ import annotations

from procrastinate.contrib.django import app

from danshu.kit.clock import now
from danshu.outbox.delivery import deliver_due


@app.periodic(cron="* * * * * */2")
@app.task(queueing_lock="outbox.deliver", name="outbox.deliver")
def deliver(timestamp: int) -> int:
    """Deliver due events; runs every two seconds."""
    return deliver_due(at=now())
