"""Jobs about customers; each is safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels
from danshu.parties.operations.find_suspects import find_suspects

job_labels({"parties.find_suspects": gettext_lazy("查找疑似重复的客户")})


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="parties.find_suspects", name="parties.find_suspects")
def look_for_duplicates(timestamp: int) -> int:
    """Every night: customers that may be one and the same."""
    return find_suspects(actor=Actor.system(), at=now())
