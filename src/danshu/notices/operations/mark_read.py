"""Mark notices as read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.identity.permissions import SIGNED_IN
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.notices.models import Notice


@operation("notices.mark_read", permission=SIGNED_IN, label=("通知设为已读", "Mark notifications as read"))
def mark_read(*, notice_ids: Sequence[int] | None = None, actor: Actor, at: datetime) -> int:
    """The actor has read these notices, or all of his; returns how many were unread. Others' are left alone."""
    rows = Notice.objects.filter(user_id=actor.user_id or 0, read_at=None)
    if notice_ids is not None:
        rows = rows.filter(pk__in=notice_ids)
    return rows.update(read_at=at)
