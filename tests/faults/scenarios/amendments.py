"""Operations of change orders: proposed, accepted with stock and money moving, refused, taken back."""

from __future__ import annotations

from danshu.amendments.operations.accept_amendment import accept_amendment
from danshu.amendments.operations.propose_amendment import propose_amendment
from danshu.amendments.operations.reject_amendment import reject_amendment
from danshu.amendments.operations.withdraw_amendment import withdraw_amendment
from danshu.amendments.tests.desk import propose, quantities, wanted
from danshu.billing.tests.factories import paid
from danshu.sales.tests.world import build_world
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("amendments.propose_amendment", name="to be reviewed")
def _proposed() -> Scenario:
    order = build_world().approved()
    proposal = wanted(order, quantities(9, None))
    return lambda: propose_amendment(order_id=order.pk, proposal=proposal, reason="改", actor=ACTOR, at=AT)


@scenario("amendments.propose_amendment", name="at once")
def _at_once() -> Scenario:
    order = build_world().approved()
    proposal = wanted(order, delivery_address="别处 1 号")
    return lambda: propose_amendment(order_id=order.pk, proposal=proposal, reason="改", actor=ACTOR, at=AT)


@scenario("amendments.accept_amendment", name="more and a new line")
def _more() -> Scenario:
    world = build_world()
    pk = propose(world, world.approved(), quantities(9, 5)).pk
    return lambda: accept_amendment(amendment_id=pk, reason="好", actor=ACTOR, at=AT)


@scenario("amendments.accept_amendment", name="less than was paid")
def _less() -> Scenario:
    world = build_world()
    order = world.approved()
    paid(world, order)
    pk = propose(world, order, quantities(1, None)).pk
    return lambda: accept_amendment(amendment_id=pk, actor=ACTOR, at=AT)


@scenario("amendments.reject_amendment")
def _rejected() -> Scenario:
    world = build_world()
    pk = propose(world, world.approved(), quantities(9, 5)).pk
    return lambda: reject_amendment(amendment_id=pk, reason="不行", actor=ACTOR, at=AT)


@scenario("amendments.withdraw_amendment")
def _withdrawn() -> Scenario:
    world = build_world()
    pk = propose(world, world.approved(), quantities(9, 5)).pk
    return lambda: withdraw_amendment(amendment_id=pk, reason="不要了", actor=ACTOR, at=AT)
