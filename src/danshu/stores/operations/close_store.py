"""Close a store for good (ACC-003, COM-005)."""

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
from danshu.stores.usage import consequences


@operation("stores.close_store", permission=CHANGE_STORE_STATUS, label=("关闭门店", "Close store"))
def close_store(*, store_id: int, reason: str = "", version: int | None = None, actor: Actor, at: datetime) -> Store:
    """Withdraw a store: no new orders, from now on it can only be viewed; what was ordered is carried out.

    The locked row makes this wait for orders that are just being placed, and the other way round.
    Raises NotFound, EditConflict, StoreClosed when it is closed already.
    """
    store = locked_store(store_id, version=version, actor=actor, permission=CHANGE_STORE_STATUS)
    move(store, StoreStatus.CLOSED, reason=reason, actor=actor, at=at)
    context = current_context()
    context.effect("orders", _("%(name)s 不再接受新订单，以后只能查看") % {"name": store.name}, "bad")
    for code, text, tone in consequences(store.pk):
        context.effect(code, text, tone)
    if store.warehouse_id is not None:
        context.effect("warehouse", _("关联仓库和它的库存不变"), "info")
    return store
