"""States and limits of tasks (COL-005). Overdue is computed: an open task whose due time has passed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle

TITLE_LENGTH, TEXT_LENGTH, REASON_LENGTH = 100, 2000, 500


class Priority(models.TextChoices):
    """What comes first."""

    HIGH = "high", pgettext_lazy("优先级", "高")
    NORMAL = "normal", pgettext_lazy("优先级", "普通")
    LOW = "low", pgettext_lazy("优先级", "低")


class TaskStatus(models.TextChoices):
    """What people decided about a task."""

    OPEN = "open", pgettext_lazy("任务", "未开始")
    IN_PROGRESS = "in_progress", pgettext_lazy("任务", "进行中")
    DONE = "done", pgettext_lazy("任务", "已完成")
    CANCELLED = "cancelled", pgettext_lazy("任务", "已取消")


OPEN_TASKS = (TaskStatus.OPEN, TaskStatus.IN_PROGRESS)
TASK_LIFECYCLE = Lifecycle(
    TaskStatus,
    {
        TaskStatus.OPEN: frozenset({TaskStatus.IN_PROGRESS, TaskStatus.DONE, TaskStatus.CANCELLED}),
        # handed to somebody else, or back to the giver, it is to be accepted anew
        TaskStatus.IN_PROGRESS: frozenset({TaskStatus.OPEN, TaskStatus.DONE, TaskStatus.CANCELLED}),
        # reopened by the giver
        TaskStatus.DONE: frozenset({TaskStatus.IN_PROGRESS}),
        TaskStatus.CANCELLED: frozenset({TaskStatus.OPEN}),
    },
)
