"""Change a store (ACC-003)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.stores.loading import locked_store
from danshu.stores.models import Store
from danshu.stores.permissions import EDIT_STORE
from danshu.stores.recording import record
from danshu.stores.rules import StoreValues, sound_store


@operation("stores.edit_store", permission=EDIT_STORE, label=("修改门店", "Edit store"))
def edit_store(*, store_id: int, version: int | None, values: StoreValues, actor: Actor, at: datetime) -> Store:
    """Change some fields of a store that is not closed; its orders keep the warehouse they were given.

    Raises NotFound, EditConflict, StoreClosed, FieldErrors, StoreCodeTaken. Nothing is written when nothing differs.
    """
    store = locked_store(store_id, version=version, actor=actor, permission=EDIT_STORE)
    given, own = sound_store(values, actor=actor, permission=EDIT_STORE, current=store)
    changes = {name: (old, new) for name, new in given.items() if (old := getattr(store, name)) != new}
    if not changes and not own.changes:
        return store
    for name, (_old, new) in changes.items():
        setattr(store, name, new)
    store.custom = own.values
    store.save(update_fields=[*changes, "custom", *touch(store, actor=actor, at=at)])
    record(store, changes | own.changes)
    return store
