"""Write an announcement."""

from __future__ import annotations

from datetime import datetime

from danshu.announcements.models import Announcement
from danshu.announcements.permissions import EDIT
from danshu.announcements.recording import set_units, values_of
from danshu.announcements.rules import AnnouncementData, check_data
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation


@operation("announcements.create_announcement", permission=EDIT, label=("新建公告", "Write an announcement"))
def create_announcement(*, data: AnnouncementData, actor: Actor, at: datetime) -> Announcement:
    """A draft that nobody but its keepers sees (ACC-025). Raises FieldErrors, NoSuchChoice."""
    check_data(data, held_units=frozenset(), actor=actor, at=at)
    values = values_of(data, at)
    row = Announcement.objects.create(
        owner_id=actor.user_id, owner_name=actor.name, unit_id=actor.unit_id, created_at=at, updated_at=at,
        updated_by_name=actor.name, **values,
    )  # fmt: skip
    set_units(row, frozenset(data.unit_ids))
    changes = {"title": (None, row.title), "type": (None, row.type), "audience": (None, row.audience)}
    current_context().changed("announcements.announcement", row.pk, label=row.title, changes=changes)
    return row
