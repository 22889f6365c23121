"""The nightly review; safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels
from danshu.validation.operations.review_data import review_data

job_labels({"validation.review_data": gettext_lazy("审核数据")})


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="validation.review_data", name="validation.review_data")
def review_every_night(timestamp: int) -> list[int]:
    """Every night, after possible duplicates were looked for."""
    return review_data(actor=Actor.system(), at=now())
