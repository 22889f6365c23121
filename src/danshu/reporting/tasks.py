"""Housekeeping of figures; safe to run twice, and nothing is wrong when it does not run."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels
from danshu.reporting.operations.fold_figures import fold_figures

job_labels({
    "reporting.fold_figures": gettext_lazy("汇总销售数字"),
})  # fmt: skip


@app.periodic(cron="7,37 * * * *")
@app.task(queueing_lock="reporting.fold_figures", name="reporting.fold_figures")
def fold(timestamp: int) -> int:
    """Twice an hour: one row for each month, unit, owner, currency and status."""
    return fold_figures(actor=Actor.system(), at=now())
