"""States of runs (SYS-029)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle


class RunStatus(models.TextChoices):
    """What became of a run."""

    WAITING = "waiting", pgettext_lazy("自动化", "等待执行")
    DONE = "done", pgettext_lazy("自动化", "已执行")
    SKIPPED = "skipped", pgettext_lazy("自动化", "条件不符")
    REFUSED = "refused", pgettext_lazy("自动化", "被拒绝")
    STOPPED = "stopped", pgettext_lazy("自动化", "防循环停止")
    FAILED = "failed", pgettext_lazy("自动化", "出错")


class Trigger(models.TextChoices):
    """What sets a rule going."""

    EVENT = "event", pgettext_lazy("自动化", "事件发生")
    DATE = "date", pgettext_lazy("自动化", "到达日期")


RUN_LIFECYCLE = Lifecycle(
    RunStatus,
    {
        RunStatus.WAITING: frozenset(set(RunStatus) - {RunStatus.WAITING}),
        RunStatus.DONE: frozenset(),
        RunStatus.SKIPPED: frozenset(),
        # an administrator lets it run again
        RunStatus.REFUSED: frozenset({RunStatus.WAITING}),
        RunStatus.STOPPED: frozenset({RunStatus.WAITING}),
        RunStatus.FAILED: frozenset({RunStatus.WAITING}),
    },
)
