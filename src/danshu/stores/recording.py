"""How changes of a store are written and told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.versions import touch
from danshu.stores.lifecycle import STORE_LIFECYCLE, StoreStatus
from danshu.stores.models import Store

KIND = "stores.store"
Changes = Mapping[str, tuple[Any, Any]]


def record(store: Store, changes: Changes, *, reason: str = "") -> None:
    """Write what changed into the history."""
    current_context().changed(KIND, store.pk, label=str(store), changes=dict(changes), reason=reason)


def move(store: Store, target: StoreStatus, *, reason: str, actor: Actor, at: datetime) -> None:
    """Change the status of a locked store. Raises IllegalTransition."""
    before = store.status
    STORE_LIFECYCLE.move(store, target)
    store.save(update_fields=["status", *touch(store, actor=actor, at=at)])
    record(store, {"status": (before, store.status)}, reason=reason)
