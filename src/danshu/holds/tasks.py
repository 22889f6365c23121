"""The sweeper of claims; safe to run twice, and nothing is wrong when it does not run."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.holds.operations.expire_claims import expire_claims
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels

AT_ONCE = 500


job_labels({
    "holds.expire_claims": gettext_lazy("释放到期的占用"),
})  # fmt: skip


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="holds.expire_claims", name="holds.expire_claims")
def sweep(timestamp: int) -> int:
    """Every minute: give up claims past their moment, in transactions of some hundred."""
    total = 0
    while ended := expire_claims(limit=AT_ONCE, actor=Actor.system(), at=now()):
        total += ended
    return total
