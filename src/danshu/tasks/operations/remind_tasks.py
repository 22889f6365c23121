"""Remind people of their tasks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.locks import lock_skipping
from danshu.kit.operation import operation
from danshu.tasks.lifecycle import OPEN_TASKS
from danshu.tasks.models import Task
from danshu.tasks.recording import tell
from danshu.ui.formats import datetime_text

MOST = 200
AGAIN = timedelta(hours=24)


@operation("tasks.remind_tasks", permission=SYSTEM, label=("提醒任务", "Remind of tasks"))
def remind_tasks(*, actor: Actor, at: datetime) -> int:
    """Tell the responsible person when a reminder's time has come, once, and of an overdue task, every 24 hours.

    The giver hears once that a task of his is overdue. Returns how many tasks were told of, at most 400 in one run
    (COL-005, COL-009).
    """
    opened = Task.objects.filter(status__in=OPEN_TASKS)
    due = list(lock_skipping(opened.filter(remind_at__lte=at, reminded_at__isnull=True).order_by("pk"))[:MOST])
    for row in due:
        _tell_reminder(row, actor, at)
    Task.objects.filter(pk__in=[row.pk for row in due]).update(reminded_at=at)
    untold = Q(overdue_told_at__isnull=True) | Q(overdue_told_at__lte=at - AGAIN)
    late = list(lock_skipping(opened.filter(untold, due_at__lt=at).order_by("pk"))[:MOST])
    for row in late:
        _tell_overdue(row, actor, at)
    Task.objects.filter(pk__in=[row.pk for row in late]).update(overdue_told_at=at)
    return len(due) + len(late)


def _tell_reminder(row: Task, actor: Actor, at: datetime) -> None:
    def text() -> str:
        if row.due_at is None:
            return _("提醒：任务「%(title)s」") % {"title": row.title}
        facts = {"title": row.title, "time": datetime_text(row.due_at)}
        return _("提醒：任务「%(title)s」应在 %(time)s 前完成") % facts

    tell(row, [row.responsible_id], "reminder", text, actor=actor, at=at)


def _tell_overdue(row: Task, actor: Actor, at: datetime) -> None:
    def text() -> str:
        facts = {"title": row.title, "time": datetime_text(row.due_at)}
        return _("任务「%(title)s」已逾期，应在 %(time)s 前完成") % facts

    people = {row.responsible_id} if row.overdue_told_at else {row.responsible_id, row.giver_id}
    tell(row, people, "overdue", text, actor=actor, at=at)
