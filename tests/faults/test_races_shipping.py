"""FI-05 for shipping: what two people do to one order at one moment ends in one of the two, with its negative control.

The guards are four: the lock of the order, the second look at its state when the note is posted, the claims of its lines,
and the rules of the tables (more than ordered is never shipped, a cancelled order never goes on). The controls take them
away and must then see the damage.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from danshu.billing.operations.pay_order import pay_order
from danshu.dictionaries.queries import id_of
from danshu.fulfilment import loading as note_loading
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.operations.edit_shipment import edit_shipment
from danshu.fulfilment.operations.reallocate_order import reallocate_order
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.inventory import claims
from danshu.inventory.models import StockMove, Warehouse
from danshu.kit.errors import DomainError, EditConflict, FieldErrors
from danshu.kit.verification import CHECKS
from danshu.parties.models import Customer
from danshu.sales import loading as order_loading
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.records import Order
from danshu.sales.tests.world import NOON, World, add_stock, build_world, line
from tests.faults.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CLERKS = 8


@pytest.fixture
def world() -> World:
    made = build_world()
    Customer.objects.update(credit_limit=1_000_000)
    return made


@pytest.fixture
def _unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock of orders and notes, without the second look at the order, claims, and rules of the tables."""
    monkeypatch.setattr("danshu.fulfilment.operations.confirm_shipment.require_all_shippable", lambda orders: None)
    for module in (order_loading, note_loading):
        monkeypatch.setattr(module, "lock", lambda rows: rows.order_by("pk"))
    monkeypatch.setattr(claims, "ship", partial(claims.ship, beyond_claim=True))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sales_orderline DROP CONSTRAINT line_shipped_within_ordered")
        cursor.execute("ALTER TABLE sales_order DISABLE TRIGGER USER")


def paid(world: World, quantity: int = 5) -> Order:
    order = world.approved(line(world.soap, quantity))
    pay_order(
        order_id=order.pk, amount=order.total, received_date=NOON.date(), method="bank_transfer", actor=world.finance,
        at=NOON,
    )  # fmt: skip
    return order


def ship(world: World, order: Order, client: int) -> str:
    ship_order(
        order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number=f"SF{order.pk}-{client}",
        actor=world.shipper, at=NOON,
    )  # fmt: skip
    return "shipped"


def drifts() -> list[str]:
    checks = [c for code, c in CHECKS.items() if code.startswith(("inventory.", "fulfilment.", "holds.used"))]
    return [text for check in checks for text in check.function()]


# ---- two clerks -----------------------------------------------------------------------------------------------------
@pytest.mark.spec("FUL-009", "FUL-004", "COM-012")
def test_of_eight_clerks_shipping_one_order_exactly_one_ships_it(world: World) -> None:
    order = paid(world)

    result = race(CLERKS, lambda client: ship(world, order, client))

    assert (result.count("shipped"), result.count(DomainError)) == (1, CLERKS - 1)
    assert (Shipment.objects.count(), StockMove.objects.filter(to_place="customer").count()) == (1, 1)
    assert world.stock(world.soap) == (Decimal(95), Decimal(0))
    assert order.lines.get().shipped_quantity == Decimal(5)
    assert drifts() == []


@pytest.mark.spec("FUL-010")
def test_clerks_who_ship_parts_share_out_what_was_ordered(world: World) -> None:
    order = paid(world, 5)
    row = order.lines.get()

    def act(client: int) -> str:
        ship_order(
            order_id=order.pk, quantities={row.pk: Decimal(2)}, carrier_id=id_of("carrier", "sf"),
            tracking_number=f"SF{client}", actor=world.shipper, at=NOON,
        )  # fmt: skip
        return "shipped"

    result = race(CLERKS, act)

    assert (result.count("shipped"), result.count(FieldErrors)) == (2, CLERKS - 2)
    assert world.stock(world.soap) == (Decimal(96), Decimal(1))
    assert drifts() == []


@pytest.mark.usefixtures("_unguarded")
def test_negative_control_without_the_guards_an_order_is_shipped_more_than_once(world: World) -> None:
    count = 0
    for _round in range(6):
        order = paid(world)
        count = race(CLERKS, partial(ship, world, order)).count("shipped")
        if count > 1:
            break
    assert count > 1, "without the guards nothing was shipped twice: the test proves nothing"


# ---- one against the other ------------------------------------------------------------------------------------------
def _cancel_or_ship(world: World, orders: list[Order], client: int) -> str:
    order = orders[client // 2]
    if client % 2:
        return ship(world, order, client)
    cancel_order(order_id=order.pk, reason="客户取消", actor=world.reviewer, at=NOON)
    return "cancelled"


def _open_orders(world: World, count: int) -> list[Order]:
    return [world.approved(line(world.soap, 2), payment_terms="cash_on_delivery") for _ in range(count)]


@pytest.mark.spec("ORD-033", "FUL-009", "INV-008")
def test_cancelling_against_shipping_ends_in_one_of_the_two(world: World) -> None:
    orders = _open_orders(world, 8)

    result = race(16, partial(_cancel_or_ship, world, orders))

    sent, cancelled = result.count("shipped"), result.count("cancelled")
    assert (sent + cancelled, result.count(DomainError)) == (8, 8)
    states = {order.status for order in Order.objects.all()}
    assert states <= {"shipped", "cancelled"}
    assert Order.objects.filter(status="shipped").count() == sent
    assert world.stock(world.soap) == (Decimal(100 - 2 * sent), Decimal(0))
    assert drifts() == []


@pytest.mark.usefixtures("_unguarded")
def test_negative_control_without_the_guards_goods_of_a_cancelled_order_leave(world: World) -> None:
    both = False
    for _round in range(6):
        orders = _open_orders(world, 6)
        race(12, partial(_cancel_or_ship, world, orders))
        gone = set(Shipment.objects.filter(status="in_delivery").values_list("order_id", flat=True))
        both = Order.objects.filter(pk__in=gone, cancelled_at__isnull=False).exists()
        if both:
            break
    assert both, "without the guards nothing was cancelled and shipped: the test proves nothing"


def _join_either_way(world: World, pair: list[Order], client: int) -> str:
    """Every second clerk begins with the other order: without one lock order they would wait for each other."""
    first, second = pair if client % 2 else reversed(pair)
    ship_order(
        order_id=first.pk, joined_order_ids=[second.pk], carrier_id=id_of("carrier", "sf"),
        tracking_number=f"SF{first.pk}-{client}", actor=world.shipper, at=NOON,
    )  # fmt: skip
    return "shipped"


@pytest.mark.spec("FUL-004", "CC-2")
def test_of_clerks_who_join_two_orders_from_either_side_exactly_one_ships_them(world: World) -> None:
    pair = [paid(world), paid(world, 2)]

    result = race(CLERKS, partial(_join_either_way, world, pair))

    assert (result.count("shipped"), result.count(DomainError)) == (1, CLERKS - 1)
    assert (Shipment.objects.count(), world.stock(world.soap)) == (1, (Decimal(93), Decimal(0)))
    assert set(Order.objects.values_list("status", flat=True)) == {"shipped"}
    assert drifts() == []


@pytest.mark.usefixtures("_unguarded")
def test_negative_control_without_the_guards_joined_orders_are_shipped_more_than_once(world: World) -> None:
    count = 0
    for _round in range(6):
        pair = [paid(world), paid(world, 2)]
        count = race(CLERKS, partial(_join_either_way, world, pair)).count("shipped")
        if count > 1:
            break
    assert count > 1, "without the guards nothing was shipped twice: the test proves nothing"


@pytest.mark.spec("FUL-004", "ORD-033", "CC-4")
def test_cancelling_one_order_of_a_joint_note_against_its_stock_out_never_sends_the_cancelled_goods(
    world: World,
) -> None:
    pairs = [_open_orders(world, 2) for _ in range(6)]
    notes = [
        create_shipment(order_id=first.pk, joined_order_ids=[second.pk], actor=world.shipper, at=NOON)
        for first, second in pairs
    ]

    def act(client: int) -> str:
        if client % 2:
            confirm_shipment(shipment_id=notes[client // 2].pk, actor=world.shipper, at=NOON)
            return "out"
        cancel_order(order_id=pairs[client // 2][0].pk, reason="客户取消", actor=world.reviewer, at=NOON)
        return "cancelled"

    result = race(12, act)

    cancelled = result.count("cancelled")
    assert (result.count("out"), cancelled + result.count(DomainError)) == (6, 6)
    assert Order.objects.filter(status="cancelled", lines__shipped_quantity__gt=0).count() == 0
    assert world.stock(world.soap) == (Decimal(100 - 4 * 6 + 2 * cancelled), Decimal(0))
    assert drifts() == []


@pytest.mark.spec("FUL-001")
def test_reallocating_against_shipping_leaves_every_piece_in_one_place(world: World) -> None:
    house = Warehouse.objects.create(code="W2", name="二仓", unit=world.branch, created_at=NOON, updated_at=NOON)
    add_stock(house, world.soap, 100)
    orders = [paid(world, 2) for _ in range(6)]

    def act(client: int) -> str:
        order = orders[client // 2]
        if client % 2:
            return ship(world, order, client)
        reallocate_order(order_id=order.pk, warehouse_id=house.pk, reason="盘点", actor=world.shipper, at=NOON)
        return "moved"

    result = race(12, act)

    assert result.count("shipped") == 6
    assert result.count("moved") + result.count(DomainError) == 6
    moved = house.balances.get(item=world.soap)
    assert (moved.on_hand, moved.reserved) == (100 - 2 * result.count("moved"), 0)
    assert world.stock(world.soap) == (Decimal(100 - 2 * (6 - result.count("moved"))), Decimal(0))
    assert drifts() == []


@pytest.mark.spec("COM-012", "FUL-004")
def test_of_two_editors_of_a_draft_one_is_told(world: World) -> None:
    note = create_shipment(order_id=paid(world).pk, actor=world.shipper, at=NOON)
    row = note.lines.get()

    def act(client: int) -> str:
        edit_shipment(
            shipment_id=note.pk, quantities={row.order_line_id: Decimal(client + 1)}, version=note.version,
            actor=world.shipper, at=NOON,
        )  # fmt: skip
        return "saved"

    result = race(4, act)

    assert (result.count("saved"), result.count(EditConflict)) == (1, 3)
