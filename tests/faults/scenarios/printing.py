"""Operations that print documents: a copy is counted with its content, or not at all."""

from __future__ import annotations

from danshu.amendments.operations.print_amendment import print_amendment
from danshu.amendments.tests.desk import propose, quantities
from danshu.billing.operations.pay_order import pay_order
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.operations.print_shipment import print_shipment
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.parameters.operations.set_company_image import set_company_image
from danshu.parameters.tests.test_images import picture
from danshu.sales.operations.print_order import print_order
from danshu.sales.tests.world import NOON, World, build_world
from tests.faults.crash import ACTOR, AT, Scenario, scenario


def _world() -> World:
    made = build_world()
    set_company_image(name="logo", content=picture(), actor=ACTOR, at=AT)
    return made


@scenario("sales.print_order")
def _order() -> Scenario:
    pk = _world().approved().pk
    return lambda: print_order(order_id=pk, actor=ACTOR, at=AT)


@scenario("sales.print_order", name="again, in English")
def _order_again() -> Scenario:
    pk = _world().approved().pk
    print_order(order_id=pk, actor=ACTOR, at=AT)
    return lambda: print_order(order_id=pk, language="en", actor=ACTOR, at=AT)


@scenario("fulfilment.print_shipment")
def _shipment() -> Scenario:
    world = _world()
    order = world.approved()
    pay_order(order_id=order.pk, amount=order.total, received_date=NOON.date(), method="cash", actor=ACTOR, at=AT)
    note = ship_order(order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF100", actor=ACTOR, at=AT)
    return lambda: print_shipment(shipment_id=note.pk, actor=ACTOR, at=AT)


@scenario("amendments.print_amendment")
def _change() -> Scenario:
    world = _world()
    pk = propose(world, world.approved(), quantities(9, None)).pk
    return lambda: print_amendment(amendment_id=pk, actor=ACTOR, at=AT)
