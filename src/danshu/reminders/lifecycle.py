"""States and limits of reminders (COL-009)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle

TEXT_LENGTH = 200


class ReminderStatus(models.TextChoices):
    """Its time is still to come; it has appeared; it is done with; somebody stopped it."""

    WAITING = "waiting", pgettext_lazy("提醒", "待提醒")
    SHOWN = "shown", pgettext_lazy("提醒", "已到时间")
    DONE = "done", pgettext_lazy("提醒", "已完成")
    STOPPED = "stopped", pgettext_lazy("提醒", "已停止")


class Repeat(models.TextChoices):
    """How often it comes back."""

    NONE = "none", pgettext_lazy("提醒", "不重复")
    DAILY = "daily", pgettext_lazy("提醒", "每天")
    WORKDAY = "workday", pgettext_lazy("提醒", "每个工作日")
    WEEKLY = "weekly", pgettext_lazy("提醒", "每周")
    MONTHLY = "monthly", pgettext_lazy("提醒", "每月")
    YEARLY = "yearly", pgettext_lazy("提醒", "每年")


OPEN = (ReminderStatus.WAITING, ReminderStatus.SHOWN)
REMINDER_LIFECYCLE = Lifecycle(
    ReminderStatus,
    {
        ReminderStatus.WAITING: frozenset({ReminderStatus.SHOWN, ReminderStatus.DONE, ReminderStatus.STOPPED}),
        # snoozed, or a repeated one done with for this time
        ReminderStatus.SHOWN: frozenset({ReminderStatus.WAITING, ReminderStatus.DONE, ReminderStatus.STOPPED}),
        ReminderStatus.DONE: frozenset(),
        ReminderStatus.STOPPED: frozenset(),
    },
)
