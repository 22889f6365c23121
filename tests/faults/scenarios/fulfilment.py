"""Operations of shipping: from the draft to the signature, and the ways back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from danshu.billing.operations.pay_order import pay_order
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.operations.delete_shipment import delete_shipment
from danshu.fulfilment.operations.edit_shipment import edit_shipment
from danshu.fulfilment.operations.hand_over_shipment import hand_over_shipment
from danshu.fulfilment.operations.reallocate_order import reallocate_order
from danshu.fulfilment.operations.record_picking import record_picking
from danshu.fulfilment.operations.record_service import record_service
from danshu.fulfilment.operations.record_tracking import record_tracking
from danshu.fulfilment.operations.reverse_shipment import reverse_shipment
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.inventory.models import Warehouse
from danshu.sales.records import Order
from danshu.sales.tests.world import World, add_stock, build_world, line
from tests.faults.crash import ACTOR, AT, Scenario, scenario


def _paid(*, service: bool = False) -> tuple[World, Order]:
    """A paid order of two articles."""
    world = build_world()
    lines = [line(world.soap, 5), line(world.paper, 3)]
    order = world.approved(*([*lines, line(world.visit, 1, wanted_date=AT.date())] if service else lines))
    pay_order(
        order_id=order.pk, amount=order.total, received_date=AT.date(), method="bank_transfer", actor=world.finance,
        at=AT,
    )  # fmt: skip
    return world, order


def _draft() -> Shipment:
    return create_shipment(order_id=_paid()[1].pk, actor=ACTOR, at=AT)


def _two_paid() -> tuple[World, Order, Order]:
    """Two paid orders of one consignee."""
    world, first = _paid()
    second = world.approved(line(world.paper, 2))
    pay_order(
        order_id=second.pk, amount=second.total, received_date=AT.date(), method="bank_transfer", actor=world.finance,
        at=AT,
    )  # fmt: skip
    return world, first, second


def _joint_draft() -> Shipment:
    _world, first, second = _two_paid()
    return create_shipment(order_id=first.pk, joined_order_ids=[second.pk], actor=ACTOR, at=AT)


def _joint_under_way() -> Shipment:
    note = confirm_shipment(shipment_id=_joint_draft().pk, actor=ACTOR, at=AT)
    return hand_over_shipment(
        shipment_id=note.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF1", actor=ACTOR, at=AT
    )


def _confirmed() -> Shipment:
    return confirm_shipment(shipment_id=_draft().pk, actor=ACTOR, at=AT)


def _under_way() -> Shipment:
    return hand_over_shipment(
        shipment_id=_confirmed().pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF1", actor=ACTOR, at=AT
    )


@scenario("fulfilment.create_shipment")
def _create() -> Scenario:
    order = _paid()[1]
    return lambda: create_shipment(order_id=order.pk, actor=ACTOR, at=AT)


@scenario("fulfilment.create_shipment", name="joint")
def _create_joint() -> Scenario:
    _world, first, second = _two_paid()
    return lambda: create_shipment(order_id=first.pk, joined_order_ids=[second.pk], actor=ACTOR, at=AT)


@scenario("fulfilment.edit_shipment", name="joint")
def _edit_joint() -> Scenario:
    note = _joint_draft()
    left = {row.order_line_id: row.quantity for row in note.lines.order_by("position")[2:]}  # the first order leaves
    return lambda: edit_shipment(shipment_id=note.pk, quantities=left, version=note.version, actor=ACTOR, at=AT)


@scenario("fulfilment.record_picking", name="joint short")
def _pick_joint_short() -> Scenario:
    note = _joint_draft()
    soap, paper, other = note.lines.order_by("position")
    picked = {soap.pk: Decimal(5), paper.pk: Decimal(2), other.pk: Decimal(0)}
    return lambda: record_picking(
        shipment_id=note.pk, picked=picked, pack=True, short_reason="破损", actor=ACTOR, at=AT
    )


@scenario("fulfilment.confirm_shipment", name="joint")
def _confirm_joint() -> Scenario:
    note = _joint_draft()
    return lambda: confirm_shipment(shipment_id=note.pk, actor=ACTOR, at=AT)


@scenario("fulfilment.reverse_shipment", name="joint")
def _reverse_joint() -> Scenario:
    note = confirm_shipment(shipment_id=_joint_draft().pk, actor=ACTOR, at=AT)
    return lambda: reverse_shipment(shipment_id=note.pk, reason="地址有误", actor=ACTOR, at=AT)


@scenario("fulfilment.confirm_receipt", name="joint")
def _receive_joint() -> Scenario:
    note = _joint_under_way()
    return lambda: confirm_receipt(shipment_id=note.pk, signed_by="吴九", evidence="签收单", actor=ACTOR, at=AT)


@scenario("fulfilment.edit_shipment")
def _edit() -> Scenario:
    note = _draft()
    soap, _paper = note.lines.order_by("position")
    quantities = {soap.order_line_id: Decimal(2)}  # one line shorter, the other taken off
    return lambda: edit_shipment(
        shipment_id=note.pk, quantities=quantities, remark="轻放", version=note.version, actor=ACTOR, at=AT
    )


@scenario("fulfilment.delete_shipment")
def _delete() -> Scenario:
    note = _draft()
    return lambda: delete_shipment(shipment_id=note.pk, reason="重开", actor=ACTOR, at=AT)


@scenario("fulfilment.record_picking")
def _pick() -> Scenario:
    note = _draft()
    picked = {row.pk: row.quantity for row in note.lines.all()}
    return lambda: record_picking(shipment_id=note.pk, picked=picked, pack=True, boxes=2, actor=ACTOR, at=AT)


@scenario("fulfilment.record_picking", name="short")
def _pick_short() -> Scenario:
    note = _draft()
    soap, paper = note.lines.order_by("position")
    picked = {soap.pk: Decimal(4), paper.pk: Decimal(0)}
    return lambda: record_picking(
        shipment_id=note.pk, picked=picked, pack=True, short_reason="破损", actor=ACTOR, at=AT
    )


@scenario("fulfilment.confirm_shipment")
def _confirm() -> Scenario:
    note = _draft()
    return lambda: confirm_shipment(shipment_id=note.pk, actor=ACTOR, at=AT)


@scenario("fulfilment.hand_over_shipment")
def _hand_over() -> Scenario:
    note, carrier = _confirmed(), id_of("carrier", "sf")
    return lambda: hand_over_shipment(
        shipment_id=note.pk, carrier_id=carrier, tracking_number="SF1", actor=ACTOR, at=AT
    )


@scenario("fulfilment.reverse_shipment")
def _reverse() -> Scenario:
    note = _confirmed()
    return lambda: reverse_shipment(shipment_id=note.pk, reason="地址有误", actor=ACTOR, at=AT)


@scenario("fulfilment.ship_order")
def _ship() -> Scenario:
    order, carrier = _paid()[1], id_of("carrier", "sf")
    return lambda: ship_order(order_id=order.pk, carrier_id=carrier, tracking_number="SF1", actor=ACTOR, at=AT)


@scenario("fulfilment.confirm_receipt")
def _receive() -> Scenario:
    note = _under_way()
    return lambda: confirm_receipt(shipment_id=note.pk, signed_by="吴九", evidence="签收单", actor=ACTOR, at=AT)


@scenario("fulfilment.record_tracking")
def _track() -> Scenario:
    note = _under_way()
    return lambda: record_tracking(
        shipment_id=note.pk, kind="collected", happened_at=AT, place="示例市", actor=ACTOR, at=AT
    )


@scenario("fulfilment.record_tracking", name="signed")
def _track_signed() -> Scenario:
    note, at = _under_way(), AT + timedelta(days=1)
    return lambda: record_tracking(shipment_id=note.pk, kind="signed", happened_at=at, actor=ACTOR, at=at)


@scenario("fulfilment.reallocate_order")
def _reallocate() -> Scenario:
    world, order = _paid()
    house = Warehouse.objects.create(code="W2", name="二仓", unit=world.branch, created_at=AT, updated_at=AT)
    for item in (world.soap, world.paper):
        add_stock(house, item, 20)
    create_shipment(order_id=order.pk, actor=ACTOR, at=AT)  # withdrawn on the way
    return lambda: reallocate_order(order_id=order.pk, warehouse_id=house.pk, reason="盘点", actor=ACTOR, at=AT)


@scenario("fulfilment.record_service")
def _service() -> Scenario:
    order = _paid(service=True)[1]
    ids = list(order.lines.filter(kind="service").values_list("pk", flat=True))
    return lambda: record_service(
        order_id=order.pk, line_ids=ids, performer="示例服务队", performed_date=AT.date(), confirmed_by="吴九",
        actor=ACTOR, at=AT,
    )  # fmt: skip
