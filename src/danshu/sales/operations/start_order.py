"""The handler begins to work on an approved order (ORD-029)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.sales.changing import change_order
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order
from danshu.sales.models import Order
from danshu.sales.permissions import HANDLE_ORDER


@operation("sales.start_order", permission=HANDLE_ORDER, label=("开始处理订单", "Start processing order"))
def start_order(*, order_id: int, seen_status: str | None = None, actor: Actor, at: datetime) -> Order:
    """Set an approved order in progress; whoever starts it becomes its handler when it has none.

    Raises NotFound, StaleState, IllegalTransition.
    """
    order = locked_order(order_id, actor=actor, permission=HANDLE_ORDER, seen_status=seen_status)
    values = {"started_at": at, "handler_id": order.handler_id or actor.user_id}
    change_order(order, values, actor=actor, at=at, status=OrderStatus.IN_PROGRESS)
    return order
