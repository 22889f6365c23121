"""Operations of composing: orders merged, and split with stock and money following."""

from __future__ import annotations

from decimal import Decimal

from danshu.billing.tests.factories import paid
from danshu.composing.operations.merge_orders import merge_orders
from danshu.composing.operations.split_order import split_order
from danshu.sales.tests.world import build_world, line
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("composing.merge_orders", name="two under review and a draft")
def _merged() -> Scenario:
    world = build_world()
    first, second, third = world.order(), world.order(line(world.soap, 1)), world.order(submit=False)
    ids = [second.pk, third.pk]
    return lambda: merge_orders(order_id=first.pk, order_ids=ids, join_lines=True, reason="一起发", actor=ACTOR, at=AT)


@scenario("composing.split_order", name="under review")
def _split() -> Scenario:
    world = build_world()
    order = world.order(order_discount=Decimal(5))
    taken = {order.lines.get(position=1).pk: Decimal(1)}
    return lambda: split_order(order_id=order.pk, quantities=taken, reason="缺货", actor=ACTOR, at=AT)


@scenario("composing.split_order", name="approved and paid in full")
def _split_paid() -> Scenario:
    world = build_world()
    order = world.approved()
    paid(world, order, 200)
    paid(world, order, order.total - 200)
    taken = {order.lines.get(position=1).pk: Decimal(1), order.lines.get(position=2).pk: Decimal(1)}
    return lambda: split_order(order_id=order.pk, quantities=taken, actor=ACTOR, at=AT)


@scenario("composing.split_order", name="approved and paid in part")
def _split_approved() -> Scenario:
    world = build_world()
    order = world.approved()
    paid(world, order, 40)
    first, second = order.lines.order_by("position")
    taken = {first.pk: Decimal(1), second.pk: second.quantity}
    return lambda: split_order(order_id=order.pk, quantities=taken, actor=ACTOR, at=AT)
