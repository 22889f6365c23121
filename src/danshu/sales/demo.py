"""How the demo company assigns its orders: big accounts of the east to the order desk, the rest in turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.sales.lifecycle import PROCESSED
from danshu.sales.models import Order
from danshu.sales.operations.assign_by_rule import assign_by_rule
from danshu.sales.operations.save_assignment_rule import RuleEntry, save_assignment_rule


def assign(*, actor: Actor, at: datetime) -> int:
    """Give the orders in hand to whom the rules choose; returns how many."""
    open_orders = Order.objects.filter(status__in=PROCESSED, handler=None).order_by("pk").values_list("pk", flat=True)
    return sum(assign_by_rule(order_id=pk, actor=actor, at=at) for pk in list(open_orders))


def build(*, actor: Actor, at: datetime, east: int, desk: Sequence[int], service: Sequence[int]) -> int:
    """Two rules; returns how many. east: the unit; desk, service: people who process orders."""
    entries = [
        RuleEntry("华东订单归订单中心", list(desk), rank=10, units=[east]),
        RuleEntry("其他订单轮流处理", [*service, *desk], rank=100, choose="load"),
    ]
    for entry in entries:
        save_assignment_rule(entry=entry, actor=actor, at=at)
    return len(entries)
