"""A suspended store takes orders again (ACC-003)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.stores.lifecycle import StoreStatus
from danshu.stores.loading import locked_store
from danshu.stores.models import Store
from danshu.stores.permissions import CHANGE_STORE_STATUS
from danshu.stores.recording import move


@operation("stores.reopen_store", permission=CHANGE_STORE_STATUS, label=("门店恢复营业", "Reopen store"))
def reopen_store(*, store_id: int, reason: str = "", version: int | None = None, actor: Actor, at: datetime) -> Store:
    """Open again. Raises NotFound, EditConflict, StoreClosed, IllegalTransition when it is open already."""
    store = locked_store(store_id, version=version, actor=actor, permission=CHANGE_STORE_STATUS)
    move(store, StoreStatus.OPEN, reason=reason, actor=actor, at=at)
    current_context().effect("orders", _("%(name)s 重新接受订单") % {"name": store.name}, "info")
    return store
