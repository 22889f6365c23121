"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class MessageNotFailed(DomainError):
    """The message was sent, or still waits for its turn."""

    code = "message_not_failed"
    message = _("这封邮件没有发送失败，不需要重新发送")
    way_out = _("重新载入页面查看当前状态")
