"""Delete a draft."""

from __future__ import annotations

from datetime import datetime

from danshu.announcements.errors import AnnouncementNotDraft
from danshu.announcements.lifecycle import AnnouncementStatus
from danshu.announcements.loading import locked_announcement
from danshu.announcements.permissions import EDIT
from danshu.files.removal import forget_records
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation


@operation("announcements.delete_announcement", permission=EDIT, label=("删除公告草稿", "Delete a draft announcement"))
def delete_announcement(*, announcement_id: int, seen_version: int | None = None, actor: Actor, at: datetime) -> None:
    """A draft is gone with its attachments. Raises NotFound, EditConflict, AnnouncementNotDraft."""
    row = locked_announcement(announcement_id, permission=EDIT, seen=seen_version, actor=actor)
    if row.status != AnnouncementStatus.DRAFT:
        raise AnnouncementNotDraft(title=row.title)
    changes = {"title": (row.title, None)}
    current_context().changed("announcements.announcement", row.pk, label=row.title, changes=changes)
    forget_records("announcements.announcement", [row.pk])
    row.delete()
