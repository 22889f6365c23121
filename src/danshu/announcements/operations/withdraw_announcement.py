"""Withdraw an announcement."""

from __future__ import annotations

from datetime import datetime

from danshu.announcements.lifecycle import ANNOUNCEMENT_LIFECYCLE, AnnouncementStatus
from danshu.announcements.loading import locked_announcement
from danshu.announcements.models import Announcement
from danshu.announcements.permissions import PUBLISH
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("announcements.withdraw_announcement", permission=PUBLISH, label=("撤回公告", "Withdraw an announcement"))
def withdraw_announcement(
    *, announcement_id: int, seen_version: int | None, reason: str = "", actor: Actor, at: datetime
) -> Announcement:
    """Nobody sees it any more and nobody is asked to confirm it; who read it stays on record (ACC-025).

    Raises NotFound, EditConflict, IllegalTransition unless it is published.
    """
    row = locked_announcement(announcement_id, permission=PUBLISH, seen=seen_version, actor=actor)
    before = row.status
    ANNOUNCEMENT_LIFECYCLE.move(row, AnnouncementStatus.WITHDRAWN)
    row.withdrawn_at = at
    row.save(update_fields=["status", "withdrawn_at", *touch(row, actor=actor, at=at)])
    changes = {"status": (before, row.status)}
    current_context().changed("announcements.announcement", row.pk, label=row.title, changes=changes, reason=reason)
    return row
