"""Let a large adjustment take effect (INV-005)."""

from __future__ import annotations

from datetime import datetime

from danshu.inventory.adjusting import (
    decide,
    name_effects,
    post_adjustment,
    require_other_person,
    require_room,
    reviewed_by,
)
from danshu.inventory.lifecycle import AdjustmentStatus
from danshu.inventory.loading import locked_adjustment
from danshu.inventory.models import StockAdjustment, StockBalance
from danshu.inventory.moving import lock_stocks
from danshu.inventory.permissions import REVIEW_ADJUSTMENT
from danshu.kit.actor import Actor
from danshu.kit.operation import operation


@operation("inventory.approve_adjustment", permission=REVIEW_ADJUSTMENT, label=("通过库存调整", "Approve adjustment"))
def approve_adjustment(
    *, adjustment_id: int, note: str = "", seen_status: str | None = None, actor: Actor, at: datetime
) -> StockAdjustment:
    """Post the difference that was entered, whatever was shipped meanwhile.

    Raises NotFound, StaleState, OwnAdjustment for whoever entered it (403), IllegalTransition when it was decided
    already, BelowReserved when the goods have been promised since.
    """
    adjustment = locked_adjustment(adjustment_id, seen_status=seen_status, actor=actor, permission=REVIEW_ADJUSTMENT)
    require_other_person(adjustment, actor)
    lock_stocks([(adjustment.warehouse_id, adjustment.item_id)])
    stock = StockBalance.objects.filter(warehouse=adjustment.warehouse_id, item=adjustment.item_id).first()
    decide(
        adjustment,
        AdjustmentStatus.POSTED,
        {**reviewed_by(actor, at, note), "posted_at": at},
        actor=actor,
        at=at,
        note=note,
    )
    require_room(stock, adjustment.difference)
    post_adjustment(adjustment, actor=actor, at=at)
    name_effects(adjustment, waits=False)
    return adjustment
