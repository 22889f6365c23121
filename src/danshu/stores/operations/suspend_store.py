"""A store takes no orders for a while (ACC-003)."""

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


@operation("stores.suspend_store", permission=CHANGE_STORE_STATUS, label=("门店停业", "Suspend store"))
def suspend_store(*, store_id: int, reason: str = "", version: int | None = None, actor: Actor, at: datetime) -> Store:
    """No new orders until it is open again; what was ordered is carried out.

    Raises NotFound, EditConflict, StoreClosed, IllegalTransition when it is suspended already.
    """
    store = locked_store(store_id, version=version, actor=actor, permission=CHANGE_STORE_STATUS)
    move(store, StoreStatus.SUSPENDED, reason=reason, actor=actor, at=at)
    context = current_context()
    context.effect("orders", _("%(name)s 恢复营业之前不接受新订单") % {"name": store.name}, "warn")
    for code, text, tone in consequences(store.pk):
        context.effect(code, text, tone)
    return store
