"""Publish an announcement."""

from __future__ import annotations

from datetime import datetime

from danshu.announcements.errors import AnnouncementOver
from danshu.announcements.lifecycle import ANNOUNCEMENT_LIFECYCLE, AnnouncementStatus
from danshu.announcements.loading import locked_announcement
from danshu.announcements.models import Announcement
from danshu.announcements.permissions import PUBLISH
from danshu.announcements.telling import is_due, tell
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("announcements.publish_announcement", permission=PUBLISH, label=("发布公告", "Publish an announcement"))
def publish_announcement(*, announcement_id: int, seen_version: int | None, actor: Actor, at: datetime) -> Announcement:
    """From its first day on everybody it addresses sees it, and finds it under the bell (ACC-025).

    Raises NotFound, EditConflict, IllegalTransition unless it is a draft, AnnouncementOver when its last day is past.
    """
    row = locked_announcement(announcement_id, permission=PUBLISH, seen=seen_version, actor=actor)
    before = row.status
    ANNOUNCEMENT_LIFECYCLE.move(row, AnnouncementStatus.PUBLISHED)
    if row.to_date is not None and row.to_date < business_date(at):
        raise AnnouncementOver(title=row.title)
    row.published_at, row.published_by_name = at, actor.name
    names = ["status", "published_at", "published_by_name"]
    row.save(update_fields=[*names, *touch(row, actor=actor, at=at)])
    changes = {"status": (before, row.status)}
    current_context().changed("announcements.announcement", row.pk, label=row.title, changes=changes)
    if is_due(row, at):
        tell(row, at=at)
    return row
