"""Refusals of this module."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError


class MessageNotFailed(DomainError):
    """The message was sent, or still waits for its turn."""

    code = "message_not_failed"
    message = _("这封邮件没有发送失败，不需要重新发送")
    way_out = _("重新载入页面查看当前状态")


class MessageNotHeld(DomainError):
    """The message is not held back."""

    code = "message_not_held"
    message = _("这封邮件没有被暂存")
    way_out = _("重新载入页面查看当前状态")


class MessageNotWaiting(DomainError):
    """Only what is held or failed is given up."""

    code = "message_not_waiting"
    message = _("只有已暂存或发送失败的邮件可以放弃")
    way_out = _("重新载入页面查看当前状态")


class MessageNotSent(DomainError):
    """Only what was sent is sent once more."""

    code = "message_not_sent"
    message = _("这封邮件还没有发出，不能再发一封")
    way_out = _("发送失败的邮件用「重新发送」")


class MessageHadSecret(DomainError):
    """It held a code that nothing shows any more."""

    code = "message_had_secret"
    message = _("这封邮件带有一次性验证码，不能再发一封")
    way_out = _("请收件人重新申请验证码")


class MessagesHeld(DomainError):
    """What is released now would be held again."""

    code = "message_test_mode"
    message = _("消息测试模式打开时不能放行")
    way_out = _("先在系统参数里关闭消息测试模式")


class TemplateNotChanged(DomainError):
    """There is nothing to go back from."""

    code = "template_not_changed"
    message = _("这个模板用的就是交付的文本")
    way_out = _("重新载入页面查看当前状态")
