"""Finding and locking the announcement an operation is about (CC-4)."""

from __future__ import annotations

from danshu.announcements.errors import AnnouncementWithdrawn
from danshu.announcements.lifecycle import AnnouncementStatus
from danshu.announcements.models import Announcement
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version


def locked_announcement(pk: int, *, permission: str, seen: int | None, actor: Actor) -> Announcement:
    """The announcement, locked, in the version the actor saw. Raises NotFound (also out of scope), EditConflict."""
    rows = Announcement.objects.visible_to(actor, permission)
    row = lock(rows.filter(pk=pk)).first()
    if row is None:
        raise NotFound
    require_version(row, seen)
    return row


def require_not_withdrawn(row: Announcement) -> None:
    """Raise AnnouncementWithdrawn for one that can only be viewed."""
    if row.status == AnnouncementStatus.WITHDRAWN:
        raise AnnouncementWithdrawn(title=row.title)
