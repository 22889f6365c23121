"""What an outgoing message can be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle


class MessageStatus(models.TextChoices):
    """Waiting for the mail server, accepted by it, parked after several failures, held back by the test mode, or given up."""

    QUEUED = "queued", pgettext_lazy("消息", "待发送")
    SENT = "sent", pgettext_lazy("消息", "已发送")
    FAILED = "failed", pgettext_lazy("消息", "发送失败")
    HELD = "held", pgettext_lazy("消息", "已暂存")
    DISCARDED = "discarded", pgettext_lazy("消息", "已放弃")


MESSAGE_LIFECYCLE = Lifecycle(
    states=MessageStatus,
    edges={
        MessageStatus.QUEUED: frozenset({MessageStatus.SENT, MessageStatus.FAILED, MessageStatus.HELD}),
        MessageStatus.FAILED: frozenset({MessageStatus.QUEUED, MessageStatus.DISCARDED}),
        MessageStatus.HELD: frozenset({MessageStatus.QUEUED, MessageStatus.DISCARDED}),
        MessageStatus.SENT: frozenset(),
        MessageStatus.DISCARDED: frozenset(),
    },
)
