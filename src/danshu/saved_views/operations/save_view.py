"""Keep a list's filters, order and columns under a name (COM-002, CUS-007)."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.saved_views.models import SavedView
from danshu.saved_views.permissions import KEEP
from danshu.saved_views.rules import ViewEntry, require_may_share, require_room
from danshu.saved_views.store import make_room_in_front


@operation("saved_views.save_view", permission=KEEP, label=("保存列表视图", "Save a list view"))
def save_view(*, list_name: str, entry: ViewEntry, actor: Actor, at: datetime) -> SavedView:
    """A new view of the actor's. Raises FieldErrors, Forbidden (sharing without the right), ViewNameTaken, TooManyViews."""
    entry = entry.checked()
    require_may_share(entry.audience, actor)
    lock_slot("saved_views", list_name, actor.user_id)
    require_room(list_name, actor)
    row = SavedView(
        list_name=list_name, owner_id=cast(int, actor.user_id), created_at=at, updated_at=at, updated_by_name=actor.name,
        **entry.facts,
    )  # fmt: skip
    make_room_in_front(row)
    row.save(force_insert=True)
    changes = {"label": (None, row.label), "list_name": (None, list_name), "audience": (None, entry.audience)}
    current_context().changed("saved_views.view", row.pk, label=row.label, changes=changes)
    return row
