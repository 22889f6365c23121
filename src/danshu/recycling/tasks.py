"""What happens to the bin by itself; each job is safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.clock import now
from danshu.kit.jobs import job_labels
from danshu.recycling import jobs

job_labels({
    "recycling.purge_expired": gettext_lazy("彻底删除回收站中到期的记录"),
    "recycling.propose_cleanup": gettext_lazy("执行清理规则"),
})  # fmt: skip


@app.periodic(cron="50 2 * * *")
@app.task(queueing_lock="recycling.purge_expired", name="recycling.purge_expired")
def purge_expired(timestamp: int) -> int:
    """Every night: purge what has lain `recycle_bin_days`."""
    return jobs.purge_expired(at=now())


@app.periodic(cron="10 3 * * *")
@app.task(queueing_lock="recycling.propose_cleanup", name="recycling.propose_cleanup")
def propose_cleanup(timestamp: int) -> int:
    """Every night: run the cleanup rules whose day it is."""
    return jobs.run_due_rules(at=now())
