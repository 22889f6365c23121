"""States of plans (CUS-030). Overdue is computed: an open plan whose time has passed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle


class PlanStatus(models.TextChoices):
    """What people decided about a plan."""

    PLANNED = "planned", pgettext_lazy("计划", "未执行")
    IN_PROGRESS = "in_progress", pgettext_lazy("计划", "执行中")
    DONE = "done", pgettext_lazy("计划", "已完成")
    CANCELLED = "cancelled", pgettext_lazy("计划", "已取消")


OPEN_PLANS = (PlanStatus.PLANNED, PlanStatus.IN_PROGRESS)
PLAN_LIFECYCLE = Lifecycle(
    PlanStatus,
    {
        PlanStatus.PLANNED: frozenset({PlanStatus.IN_PROGRESS, PlanStatus.DONE, PlanStatus.CANCELLED}),
        PlanStatus.IN_PROGRESS: frozenset({PlanStatus.DONE, PlanStatus.CANCELLED}),
        # the record that carried it out can be deleted: then it is to be done again
        PlanStatus.DONE: frozenset({PlanStatus.PLANNED}),
        PlanStatus.CANCELLED: frozenset(),
    },
)
