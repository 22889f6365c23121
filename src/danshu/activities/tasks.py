"""Jobs of dealings; each is safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.activities.operations.remind_plans import remind_plans
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels

job_labels({
    "activities.remind_plans": gettext_lazy("提醒到期的计划"),
    "activities.plans_of_new_customer": gettext_lazy("为新客户建立计划"),
    "activities.plans_of_changed_status": gettext_lazy("客户状态变化后建立计划"),
})  # fmt: skip


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="activities.remind_plans", name="activities.remind_plans")
def remind(timestamp: int) -> int:
    """Every five minutes: tell people of the plans that are due."""
    return remind_plans(actor=Actor.system(), at=now())
