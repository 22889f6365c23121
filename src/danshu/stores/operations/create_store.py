"""Add a store (ACC-003)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.stores.models import Store
from danshu.stores.permissions import CREATE_STORE
from danshu.stores.recording import record
from danshu.stores.rules import StoreValues, sound_store


@operation("stores.create_store", permission=CREATE_STORE, label=("新建门店", "Create store"))
def create_store(*, values: StoreValues, actor: Actor, at: datetime) -> Store:
    """An open store of a branch (ACC-003). Raises FieldErrors naming every wrong field, StoreCodeTaken."""
    given, own = sound_store(values, actor=actor, permission=CREATE_STORE)
    store = Store(created_at=at, updated_at=at, updated_by_name=actor.name, custom=own.values, **given)
    store.save(force_insert=True)
    changes = {name: (None, value) for name, value in given.items() if value}
    record(store, changes | {"status": (None, store.status)} | own.changes)
    return store
