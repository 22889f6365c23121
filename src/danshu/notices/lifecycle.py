"""What an outgoing message can be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle


class MessageStatus(models.TextChoices):
    """Waiting for the mail server, accepted by it, or parked after several failures."""

    QUEUED = "queued", pgettext_lazy("消息", "待发送")
    SENT = "sent", pgettext_lazy("消息", "已发送")
    FAILED = "failed", pgettext_lazy("消息", "发送失败")


MESSAGE_LIFECYCLE = Lifecycle(
    states=MessageStatus,
    edges={
        MessageStatus.QUEUED: frozenset({MessageStatus.SENT, MessageStatus.FAILED}),
        MessageStatus.FAILED: frozenset({MessageStatus.QUEUED}),
        MessageStatus.SENT: frozenset(),
    },
)
