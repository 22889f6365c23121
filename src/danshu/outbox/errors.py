"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class NotParked(DomainError):
    """The delivery is not waiting for a person."""

    code = "not_parked"
    message = _("这条消息没有停下，不需要重试")
    way_out = _("重新载入页面查看当前状态")


class NotFailed(DomainError):
    """The job has not failed."""

    code = "not_failed"
    message = _("这个任务没有失败，不需要重试")
    way_out = _("重新载入页面查看当前状态")
