"""How tasks look on pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from danshu.tasks.lifecycle import Priority, TaskStatus
from danshu.tasks.models import Task
from danshu.tasks.queries import is_late
from danshu.ui.statuses import Status, Statuses

TASK_STATUSES = Statuses(
    {
        "open": Status(TaskStatus.OPEN.label, "info", ""),
        "in_progress": Status(TaskStatus.IN_PROGRESS.label, "prog", "half"),
        "done": Status(TaskStatus.DONE.label, "ok", "full"),
        "to_confirm": Status(pgettext_lazy("任务", "待确认"), "warn", "half"),
        "cancelled": Status(TaskStatus.CANCELLED.label, "neutral", "x"),
        "overdue": Status(pgettext_lazy("任务", "已逾期"), "bad", ""),
    }
)
PRIORITIES = Statuses(
    {
        "high": Status(Priority.HIGH.label, "bad", ""),
        "normal": Status(Priority.NORMAL.label, "neutral", ""),
        "low": Status(Priority.LOW.label, "neutral", ""),
    }
)


def task_status(row: Task) -> Status:
    """The state as people read it: overdue is computed, and what is done waits for the giver's word."""
    if is_late(row):
        return TASK_STATUSES["overdue"]
    if row.status == TaskStatus.DONE and row.confirmed_at is None:
        return TASK_STATUSES["to_confirm"]
    return TASK_STATUSES[row.status]


def task_url(row: Task) -> str:
    """The task's page."""
    return reverse("tasks:task", args=[row.pk])
