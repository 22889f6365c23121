"""Jobs of the pool; each is safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels
from danshu.pool.operations.end_locks import end_locks
from danshu.pool.operations.release_idle import release_idle
from danshu.pool.operations.warn_owners import warn_owners

job_labels({"pool.night": gettext_lazy("客户公海：到期锁定、预告与回收")})


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="pool.night", name="pool.night")
def work_the_pool(timestamp: int) -> int:
    """Every night: end locks, take idle customers whose owners were warned, warn the owners of the next ones."""
    actor, at = Actor.system(), now()
    while end_locks(actor=actor, at=at):
        continue
    released, after = release_idle(actor=actor, at=at)
    while after:
        more, after = release_idle(after=after, actor=actor, at=at)
        released += more
    while warn_owners(actor=actor, at=at):
        continue
    return released
