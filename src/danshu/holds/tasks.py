"""The sweeper of claims; safe to run twice, and nothing is wrong when it does not run."""

from __future__ import annotations

from procrastinate.contrib.django import app

from danshu.holds.operations.expire_claims import expire_claims
from danshu.kit.actor import Actor
from danshu.kit.clock import now

AT_ONCE = 500


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="holds.expire_claims", name="holds.expire_claims")
def sweep(timestamp: int) -> int:
    """Every minute: give up claims past their moment, in transactions of some hundred."""
    total = 0
    while ended := expire_claims(limit=AT_ONCE, actor=Actor.system(), at=now()):
        total += ended
    return total
