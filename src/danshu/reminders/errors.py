"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class ReminderEnded(DomainError):
    """What is done or stopped reminds no more."""

    code = "reminder_ended"
    message = _("这条提醒现在是「%(state)s」")
    way_out = _("需要时新建一条提醒")


class NotYourReminder(DomainError):
    """Only the person who is reminded snoozes a reminder or is done with it."""

    code, status = "not_your_reminder", 403
    message = _("这条提醒是给 %(person)s 的，只有他可以这样做")
    way_out = _("你设置的提醒可以修改或停止")
    oversteps = True


class NotTheAuthor(DomainError):
    """Only who set a reminder changes it."""

    code, status = "not_the_author", 403
    message = _("这条提醒由 %(author)s 设置，只有设置的人可以修改")
    way_out = _("可以推迟、完成或停止它")
    oversteps = True


class ReminderNotShown(DomainError):
    """A reminder is snoozed, and a repeated one done with for this time, once it has appeared."""

    code = "reminder_not_shown"
    message = _("这条提醒还没有到时间，它在 %(time)s 出现")
    way_out = _("不再需要时停止这条提醒")
