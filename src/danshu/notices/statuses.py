"""How states of messages look."""

from danshu.notices.lifecycle import MessageStatus
from danshu.ui.statuses import Status, Statuses

MESSAGE_STATUSES = Statuses(
    {
        "queued": Status(MessageStatus.QUEUED.label, "neutral", "half"),
        "sent": Status(MessageStatus.SENT.label, "ok", "full"),
        "failed": Status(MessageStatus.FAILED.label, "bad", "x"),
        "held": Status(MessageStatus.HELD.label, "warn", "half"),
        "discarded": Status(MessageStatus.DISCARDED.label, "neutral", "x"),
    }
)
