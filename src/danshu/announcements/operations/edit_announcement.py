"""Change an announcement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from danshu.announcements.lifecycle import AnnouncementStatus
from danshu.announcements.loading import locked_announcement, require_not_withdrawn
from danshu.announcements.models import Announcement
from danshu.announcements.permissions import EDIT, PUBLISH
from danshu.announcements.recording import set_units, units_of, values_of
from danshu.announcements.rules import AnnouncementData, check_data
from danshu.announcements.telling import is_due, tell
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("announcements.edit_announcement", permission=EDIT, label=("修改公告", "Edit an announcement"))
def edit_announcement(
    *,
    announcement_id: int,
    seen_version: int | None,
    data: AnnouncementData,
    ask_anew: bool = False,
    actor: Actor,
    at: datetime,
) -> Announcement:
    """Change a draft, or, with the right to publish, one that is published; what people see changes at once.

    ask_anew: a published one counts as unread and unconfirmed again for everybody, earlier confirmations stay in the
    record; otherwise who has confirmed has confirmed (ACC-025). Raises NotFound, EditConflict, Forbidden, FieldErrors,
    NoSuchChoice, AnnouncementWithdrawn.
    """
    row = locked_announcement(announcement_id, permission=EDIT, seen=seen_version, actor=actor)
    require_not_withdrawn(row)
    is_published = row.status == AnnouncementStatus.PUBLISHED
    if is_published:
        actor.require(PUBLISH)
    held = units_of(row)
    check_data(data, held_units=held, actor=actor, at=at)
    changes = _changed(row, values_of(data, at), held, frozenset(data.unit_ids))
    if ask_anew and is_published:
        changes["round"] = (row.round, row.round + 1)
    if not changes:
        return row
    for name, (_old, new) in changes.items():
        if name != "unit_ids":
            setattr(row, name, new)
    names = [name for name in changes if name != "unit_ids"]
    row.save(update_fields=[*names, *touch(row, actor=actor, at=at)])
    set_units(row, frozenset(data.unit_ids))
    current_context().changed("announcements.announcement", row.pk, label=row.title, changes=changes)
    if is_due(row, at):
        tell(row, at=at)
    return row


def _changed(
    row: Announcement, values: dict[str, Any], held: frozenset[int], wanted: frozenset[int]
) -> dict[str, tuple[Any, Any]]:
    changes = {name: (getattr(row, name), new) for name, new in values.items() if getattr(row, name) != new}
    return changes | ({"unit_ids": (sorted(held), sorted(wanted))} if held != wanted else {})
