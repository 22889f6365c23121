"""Remove a saved view."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.saved_views.permissions import KEEP
from danshu.saved_views.store import locked_view


@operation("saved_views.delete_view", permission=KEEP, label=("删除列表视图", "Delete a list view"))
def delete_view(*, view_id: int, actor: Actor, at: datetime) -> None:
    """The view is gone; what it showed stays. Raises NotFound when it is not the actor's to change."""
    row = locked_view(view_id, actor)
    changes = {"label": (row.label, None), "list_name": (row.list_name, None)}
    current_context().changed("saved_views.view", row.pk, label=row.label, changes=changes)
    row.delete()
