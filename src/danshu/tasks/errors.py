"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class TaskClosed(DomainError):
    """A task that is done or cancelled is worked on no more."""

    code = "task_closed"
    message = _("任务「%(label)s」现在是「%(state)s」")
    way_out = _("需要继续时请交办人重新打开")


class NotTheGiver(DomainError):
    """Only who gave the task decides about it (COL-005)."""

    code, status = "not_the_giver", 403
    message = _("任务「%(label)s」由 %(giver)s 交办，只有交办人可以这样做")
    way_out = _("请交办人处理，或找有「管理他人的任务」权限的人处理")
    oversteps = True


class NotTheResponsible(DomainError):
    """Only who is responsible accepts, returns or finishes a task (COL-005)."""

    code, status = "not_the_responsible", 403
    message = _("任务「%(label)s」由 %(responsible)s 负责，只有负责人可以这样做")
    way_out = _("请负责人处理，或请交办人改派")
    oversteps = True


class NobodyToReturnTo(DomainError):
    """The task was given by a rule, or by oneself."""

    code = "nobody_to_return_to"
    message = _("任务「%(label)s」没有可以退回的交办人")
    way_out = _("改派给他人，或取消任务")


class AlreadyAccepted(DomainError):
    """The task is in progress already."""

    code = "already_accepted"
    message = _("任务「%(label)s」已经接受")
    way_out = _("重新载入页面查看当前状态")


class NotDone(DomainError):
    """Only a task that is done is confirmed."""

    code = "not_done"
    message = _("任务「%(label)s」现在是「%(state)s」，还不能确认")
    way_out = _("负责人完成后再确认")


class AlreadyConfirmed(DomainError):
    """The giver has confirmed it."""

    code = "already_confirmed"
    message = _("任务「%(label)s」已经确认")
    way_out = _("需要继续时重新打开")


class StillOpen(DomainError):
    """Only what was closed can be opened again."""

    code = "still_open"
    message = _("任务「%(label)s」还没有结束，不需要重新打开")
    way_out = _("重新载入页面查看当前状态")


class SameResponsible(DomainError):
    """The person is responsible already."""

    code = "same_responsible"
    message = _("任务「%(label)s」已经由 %(responsible)s 负责")
    way_out = _("选择另一个人")
