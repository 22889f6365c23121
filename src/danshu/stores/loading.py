"""Stores in the actor's scope; locked ones for operations (CC-4)."""

from __future__ import annotations

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version
from danshu.stores.errors import StoreClosed
from danshu.stores.models import Store


def locked_store(store_id: int, *, version: int | None, actor: Actor, permission: str) -> Store:
    """One store with its row locked, in the version the editor saw, as long as it is not closed.

    Orders that are just being placed for it are over when this returns: they hold it in share (danshu.sales).
    Raises NotFound, EditConflict, StoreClosed.
    """
    found = lock(Store.objects.visible_to(actor, permission).filter(pk=store_id)).first()
    if found is None:
        raise NotFound
    require_version(found, version)
    if found.is_closed:
        raise StoreClosed(name=found.name)
    return found
