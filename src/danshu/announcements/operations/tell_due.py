"""Tell of announcements whose first day has come."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from danshu.announcements.lifecycle import AnnouncementStatus
from danshu.announcements.models import Announcement
from danshu.announcements.telling import is_due, tell
from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.locks import lock
from danshu.kit.operation import operation


@operation(
    "announcements.tell_due", permission=SYSTEM, label=("通知开始显示的公告", "Tell of announcements that begin")
)
def tell_due(*, actor: Actor, at: datetime) -> int:
    """Put what is shown since today under the bell, once for each round; returns how many announcements."""
    waiting = Announcement.objects.filter(
        status=AnnouncementStatus.PUBLISHED, from_date__lte=business_date(at), told_round__lt=F("round")
    )
    told = 0
    for row in lock(waiting):
        if is_due(row, at):
            tell(row, at=at)
            told += 1
    return told
