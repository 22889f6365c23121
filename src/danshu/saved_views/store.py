"""One view opens a list for its audience: whoever is made first, takes the place of the one before."""

from __future__ import annotations

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock, lock_slot
from danshu.saved_views.models import Audience, SavedView
from danshu.saved_views.queries import view_rows


def locked_view(view_id: int, actor: Actor) -> SavedView:
    """The view under its lock. Raises NotFound when it is not the actor's to change."""
    if not view_rows(actor).filter(pk=view_id).exists():
        raise NotFound()
    found = lock(SavedView.objects.filter(pk=view_id)).first()
    if found is None:
        raise NotFound()
    return found


def make_room_in_front(row: SavedView) -> None:
    """Take the first place from the view of the same list and audience that holds it."""
    if not row.opens_first:
        return
    lock_slot("saved_view_first", row.list_name, row.audience, row.role, row.owner_id)
    same = SavedView.objects.filter(list_name=row.list_name, audience=row.audience, role=row.role, opens_first=True)
    if row.audience == Audience.ME:
        same = same.filter(owner_id=row.owner_id)
    same.exclude(pk=row.pk).update(opens_first=False)
