"""What a dispatch can be, and which kinds of receivers there are."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle


class DispatchStatus(models.TextChoices):
    """Waiting, taken by the other system, or parked after several failures."""

    WAITING = "waiting", pgettext_lazy("消息", "待发送")
    SENT = "sent", pgettext_lazy("消息", "已发送")
    FAILED = "failed", pgettext_lazy("消息", "发送失败")


DISPATCH_LIFECYCLE = Lifecycle(
    states=DispatchStatus,
    edges={
        DispatchStatus.WAITING: frozenset({DispatchStatus.SENT, DispatchStatus.FAILED}),
        DispatchStatus.FAILED: frozenset({DispatchStatus.WAITING}),
        DispatchStatus.SENT: frozenset({DispatchStatus.WAITING}),
    },
)


class Kind(models.TextChoices):
    """A program that takes JSON, or the robot of a chat group."""

    WEBHOOK = "webhook", _("Webhook（JSON，带签名）")
    WECOM = "wecom", _("企业微信群机器人")
    DINGTALK = "dingtalk", _("钉钉群机器人")
    FEISHU = "feishu", _("飞书群机器人")
