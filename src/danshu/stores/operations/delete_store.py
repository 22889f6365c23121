"""Delete a store that was never used (ACC-003)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.words import listed
from danshu.stores.errors import StoreInUse
from danshu.stores.loading import locked_store
from danshu.stores.permissions import DELETE_STORE
from danshu.stores.recording import record
from danshu.stores.rules import FIELDS
from danshu.stores.usage import usages


@operation("stores.delete_store", permission=DELETE_STORE, label=("删除门店", "Delete store"))
def delete_store(*, store_id: int, version: int | None = None, reason: str = "", actor: Actor, at: datetime) -> None:
    """Remove a store that no order names, also none in the recycle bin; a used one is closed instead.

    The locked row makes this wait for orders that are just being placed: they count. Raises NotFound, EditConflict,
    StoreClosed, StoreInUse naming the places with their counts.
    """
    store = locked_store(store_id, version=version, actor=actor, permission=DELETE_STORE)
    if places := usages([store.pk]).get(store.pk):
        raise StoreInUse(name=store.name, places=listed(places))
    gone = {name: (value, None) for name in FIELDS if (value := getattr(store, name))}
    record(store, gone, reason=reason)
    current_context().effect("deleted", _("%(name)s 从门店资料中删除，不能恢复") % {"name": store.name}, "bad")
    store.delete()
