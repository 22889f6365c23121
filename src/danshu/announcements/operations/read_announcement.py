"""Reading and confirming an announcement."""

from __future__ import annotations

from datetime import datetime

from danshu.announcements.errors import AnnouncementChanged
from danshu.announcements.models import Announcement, Reading
from danshu.announcements.queries import shown
from danshu.identity.permissions import SIGNED_IN
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock
from danshu.kit.operation import operation


@operation("announcements.read_announcement", permission=SIGNED_IN, label=("阅读公告", "Read an announcement"))
def read_announcement(*, announcement_id: int, actor: Actor, at: datetime) -> Announcement:
    """The actor has read it; the first time counts. Raises NotFound for what does not address him today."""
    row = shown(actor, announcement_id)
    if row.read_at is None:
        _note(row, actor, at)
    return row


@operation("announcements.confirm_announcement", permission=SIGNED_IN, label=("确认公告", "Confirm an announcement"))
def confirm_announcement(
    *, announcement_id: int, seen_round: int | None = None, actor: Actor, at: datetime
) -> Announcement:
    """The actor has read and confirmed it; confirming again changes nothing (ACC-025).

    seen_round: the round he was shown; a newer one has to be read first (AnnouncementChanged). Raises NotFound.
    """
    row = shown(actor, announcement_id)
    if seen_round is not None and seen_round != row.round:
        raise AnnouncementChanged(title=row.title)
    _note(row, actor, at)
    reading = lock(Reading.objects.filter(announcement=row, user_id=actor.user_id or 0, round=row.round)).get()
    if reading.confirmed_at is None:
        reading.confirmed_at = max(at, reading.read_at)
        reading.save(update_fields=["confirmed_at"])
        changes = {"confirmed": (None, actor.name)}
        current_context().changed("announcements.announcement", row.pk, label=row.title, changes=changes)
    return row


def _note(row: Announcement, actor: Actor, at: datetime) -> None:
    made = Reading(announcement=row, user_id=actor.user_id or 0, round=row.round, read_at=at)
    Reading.objects.bulk_create([made], ignore_conflicts=True)
