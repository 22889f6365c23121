"""Expired data are removed when their rules say so; the job is safe to run twice."""

from __future__ import annotations

import logging
from datetime import date

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.housekeeping.models import Every
from danshu.housekeeping.operations.clean_up import clean_up
from danshu.housekeeping.rules import rules
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import DomainError
from danshu.kit.jobs import job_labels

log = logging.getLogger("danshu.housekeeping")

job_labels({
    "housekeeping.clean_up": gettext_lazy("按计划清理过期数据"),
})  # fmt: skip


def due(today: date) -> list[str]:
    """The kinds whose day it is."""
    fits = {Every.DAY: True, Every.WEEK: today.weekday() == 0, Every.MONTH: today.day == 1}
    return [kept.kind.code for kept in rules() if fits.get(Every(kept.every), False)]


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="housekeeping.clean_up", name="housekeeping.clean_up")
def clean_up_due(timestamp: int) -> int:
    """Every night: remove what the rules of the day say; each kind for itself, so that one that fails stops no other."""
    at, cleaned = now(), 0
    for code in due(business_date(at)):
        try:
            clean_up(kinds=[code], is_scheduled=True, actor=Actor.system(), at=at)
        except DomainError as refusal:
            log.info("cleanup of %s refused: %s", code, refusal.code)
        except Exception:
            log.exception("cleanup of %s failed", code)
        else:
            cleaned += 1
    return cleaned
