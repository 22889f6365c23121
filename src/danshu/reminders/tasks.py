"""Jobs of reminders; each is safe to run twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.jobs import job_labels
from danshu.reminders.operations.raise_reminders import raise_reminders
from danshu.reminders.operations.show_reminders import show_reminders

job_labels({
    "reminders.show": gettext_lazy("显示到时间的提醒"),
    "reminders.raise": gettext_lazy("按规则设置提醒"),
})  # fmt: skip


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="reminders.show", name="reminders.show")
def show(timestamp: int) -> int:
    """Every minute: what is due appears before its person."""
    return show_reminders(actor=Actor.system(), at=now())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="reminders.raise", name="reminders.raise")
def raise_by_rules(timestamp: int) -> int:
    """Every ten minutes: what rules of the house want people to be reminded of."""
    return raise_reminders(actor=Actor.system(), at=now())
