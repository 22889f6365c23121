"""Take an adjustment back before its review (INV-005)."""

from __future__ import annotations

from datetime import datetime

from danshu.inventory.adjusting import decide
from danshu.inventory.lifecycle import AdjustmentStatus
from danshu.inventory.loading import locked_adjustment
from danshu.inventory.models import StockAdjustment
from danshu.inventory.permissions import ADJUST_STOCK
from danshu.kit.actor import Actor
from danshu.kit.operation import operation


@operation("inventory.withdraw_adjustment", permission=ADJUST_STOCK, label=("撤回库存调整", "Withdraw adjustment"))
def withdraw_adjustment(
    *, adjustment_id: int, seen_status: str | None = None, actor: Actor, at: datetime
) -> StockAdjustment:
    """Withdraw an adjustment that awaits review; nothing was changed by it.

    Raises NotFound, StaleState, IllegalTransition when it was decided already.
    """
    adjustment = locked_adjustment(adjustment_id, seen_status=seen_status, actor=actor, permission=ADJUST_STOCK)
    decide(adjustment, AdjustmentStatus.WITHDRAWN, {}, actor=actor, at=at)
    return adjustment
