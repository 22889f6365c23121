"""An approved order finds its handler by itself (ORD-028)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.sales.lifecycle import PROCESSED
from danshu.sales.loading import locked_order
from danshu.sales.operations.assign_order import give_by_rule


@operation("sales.assign_by_rule", permission="system", label=("按规则分派订单", "Assign order by rule"))
def assign_by_rule(*, order_id: int, actor: Actor, at: datetime) -> bool:
    """Give the order to whom the rules choose, unless it has a handler, or nothing is left to process.

    False leaves it among those that wait for a person to assign them. Raises NotFound.
    """
    order = locked_order(order_id, actor=actor)
    if order.handler_id is not None or order.status not in PROCESSED:
        return False
    return give_by_rule(order, actor=actor, at=at)
