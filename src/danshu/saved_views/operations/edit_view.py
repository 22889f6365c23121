"""Change a saved view."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch
from danshu.saved_views.models import SavedView
from danshu.saved_views.permissions import KEEP
from danshu.saved_views.rules import ViewEntry, require_may_share
from danshu.saved_views.store import locked_view, make_room_in_front


@operation("saved_views.edit_view", permission=KEEP, label=("修改列表视图", "Edit a list view"))
def edit_view(
    *, view_id: int, entry: ViewEntry, seen_version: int | None = None, actor: Actor, at: datetime
) -> SavedView:
    """Name, content and audience anew. Raises NotFound (not the actor's), EditConflict, FieldErrors, Forbidden, ViewNameTaken."""
    entry = entry.checked()
    row = locked_view(view_id, actor)
    require_version(row, seen_version)
    require_may_share(entry.audience, actor)
    before = {name: getattr(row, name) for name in entry.facts}
    for name, value in entry.facts.items():
        setattr(row, name, value)
    make_room_in_front(row)
    row.save(update_fields=[*entry.facts, *touch(row, actor=actor, at=at)])
    changes = {name: (before[name], value) for name, value in entry.facts.items() if before[name] != value}
    current_context().changed("saved_views.view", row.pk, label=row.label, changes=changes)
    return row
