"""Put an order into the recycle bin (ORD-040, ORD-042)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.recycling.records import Entry
from danshu.sales.deletion import discard_order, require_reason, valid_special
from danshu.sales.loading import locked_order
from danshu.sales.models import SpecialApproval
from danshu.sales.permissions import DELETE_ORDER
from danshu.sales.rules.deleting import refusal


@operation("sales.delete_order", permission=DELETE_ORDER, label=("删除订单", "Delete order"))
def delete_order(
    *,
    order_id: int,
    reason_code: str,
    reason: str = "",
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Entry:
    """Delete an order: what it claimed is free, nothing is owed, it lies in the recycle bin with everything of its own.

    reason_code: of the dictionary of reasons, "other" with words in `reason`. Raises FieldErrors, NotFound,
    EditConflict, StaleState, NeverDeleted, NotYoursToDelete, HasMoney, NeedsSpecialApproval, StillHeld.
    """
    require_reason(reason_code, reason)
    order = locked_order(order_id, actor=actor, permission=DELETE_ORDER, version=version, seen_status=seen_status)
    granted = valid_special(order, at=at)
    if stopped := refusal(order, actor, specially_approved=granted is not None):
        raise stopped
    if granted is not None:
        granted.state = SpecialApproval.State.USED
        granted.save(update_fields=["state"])
    return discard_order(order, reason_code=reason_code, reason=reason, actor=actor, at=at)
