"""Which warehouse an order comes from, and how it is picked there (FUL-001, FUL-002)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from danshu.audit.models import AuditEntry
from danshu.fulfilment.operations.confirm_shipment import NotPacked, confirm_shipment
from danshu.fulfilment.operations.reallocate_order import NothingToMove, reallocate_order
from danshu.fulfilment.operations.record_picking import record_picking
from danshu.fulfilment.tests.conftest import draft, drifts, held, paid, shipped
from danshu.inventory.errors import StockShort
from danshu.inventory.models import Warehouse
from danshu.kit.errors import EditConflict, FieldErrors, IllegalTransition
from danshu.kit.findings import Blocked
from danshu.sales.tests.world import NOON, World, line

pytestmark = pytest.mark.django_db


# ---- allocation -----------------------------------------------------------------------------------------------------
@pytest.mark.spec("FUL-001")
def test_an_order_whose_items_lie_in_one_warehouse_is_allocated_there(world: World, second: Warehouse) -> None:
    small = world.approved(line(world.soap, 15), line(world.paper, 15))
    large = world.approved(line(world.soap, 80))
    assert set(small.lines.values_list("warehouse__name", flat=True)) == {"华东一仓"}
    third = world.approved(line(world.soap, 18))
    assert large.lines.get().warehouse_id == world.warehouse.pk
    assert third.lines.get().warehouse_id == second.pk  # 5 are left in the first, 20 lie in the second
    assert held(second, world.soap.pk) == (Decimal(20), Decimal(18))


@pytest.mark.spec("FUL-001", "INV-008")
def test_reallocating_moves_the_reservation_with_its_reason(world: World, second: Warehouse) -> None:
    order = world.approved(line(world.soap, 5))
    assert held(world.warehouse, world.soap.pk) == (Decimal(100), Decimal(5))

    reallocate_order(order_id=order.pk, warehouse_id=second.pk, reason="一仓盘点", actor=world.shipper, at=NOON)

    assert held(world.warehouse, world.soap.pk) == (Decimal(100), Decimal(0))
    assert held(second, world.soap.pk) == (Decimal(20), Decimal(5))
    assert order.lines.get().warehouse_id == second.pk
    entry = AuditEntry.objects.get(operation="fulfilment.reallocate_order")
    assert (entry.reason, entry.subject_label) == ("一仓盘点", order.number)
    assert drifts() == []


@pytest.mark.spec("FUL-001")
def test_a_reallocation_that_the_other_warehouse_cannot_fill_moves_nothing(world: World, second: Warehouse) -> None:
    order = world.approved(line(world.paper, 5), line(world.soap, 30))
    with pytest.raises(StockShort):
        reallocate_order(order_id=order.pk, warehouse_id=second.pk, reason="盘点", actor=world.shipper, at=NOON)
    assert held(world.warehouse, world.soap.pk) == (Decimal(100), Decimal(30))
    assert held(world.warehouse, world.paper.pk) == (Decimal(100), Decimal(5))
    assert held(second, world.soap.pk) == (Decimal(20), Decimal(0))
    assert set(order.lines.values_list("warehouse_id", flat=True)) == {world.warehouse.pk}


@pytest.mark.spec("FUL-001")
def test_single_lines_go_to_another_warehouse_and_ship_from_there(world: World, second: Warehouse) -> None:
    order = paid(world, line(world.soap, 5), line(world.paper, 3))
    soap = order.lines.get(position=1)
    reallocate_order(
        order_id=order.pk, warehouse_id=second.pk, reason="就近", line_ids=[soap.pk], actor=world.shipper, at=NOON
    )
    first, other = shipped(world, order, warehouse_id=second.pk), shipped(world, order, "SF0002")
    order.refresh_from_db()
    assert (first.warehouse_id, other.warehouse_id, order.status) == (second.pk, world.warehouse.pk, "shipped")
    assert held(second, world.soap.pk) == (Decimal(15), Decimal(0))
    assert held(world.warehouse, world.paper.pk) == (Decimal(97), Decimal(0))
    assert drifts() == []


@pytest.mark.spec("FUL-001")
def test_reallocating_takes_the_lines_off_a_draft_but_not_off_a_packed_note(world: World, second: Warehouse) -> None:
    order = paid(world, line(world.soap, 5), line(world.paper, 3))
    note = draft(world, order)
    soap = order.lines.get(position=1)
    reallocate_order(
        order_id=order.pk, warehouse_id=second.pk, reason="就近", line_ids=[soap.pk], actor=world.shipper, at=NOON
    )
    assert list(note.lines.values_list("item_id", flat=True)) == [world.paper.pk]
    paper = note.lines.get()
    record_picking(shipment_id=note.pk, picked={paper.pk: Decimal(3)}, pack=True, actor=world.shipper, at=NOON)
    with pytest.raises(FieldErrors) as refused:
        reallocate_order(
            order_id=order.pk, warehouse_id=second.pk, reason="就近", line_ids=[paper.order_line_id],
            actor=world.shipper, at=NOON,
        )  # fmt: skip
    assert [p.field for p in refused.value.problems] == ["lines"]
    assert held(world.warehouse, world.paper.pk) == (Decimal(100), Decimal(3))
    assert drifts() == []


@pytest.mark.spec("FUL-001")
def test_what_is_wrong_with_a_reallocation_is_said_beside_the_fields(world: World, second: Warehouse) -> None:
    order = world.approved(line(world.soap, 5))
    empty = Warehouse.objects.create(
        code="W9", name="已停用", unit=world.branch, is_valid=False, created_at=NOON, updated_at=NOON
    )
    with pytest.raises(FieldErrors) as refused:
        reallocate_order(order_id=order.pk, warehouse_id=empty.pk, reason=" ", actor=world.shipper, at=NOON)
    assert [p.field for p in refused.value.problems] == ["reason", "warehouse"]
    with pytest.raises(FieldErrors) as same:
        reallocate_order(order_id=order.pk, warehouse_id=world.warehouse.pk, reason="x", actor=world.shipper, at=NOON)
    assert [(p.field, p.code) for p in same.value.problems] == [("warehouse", "same")]
    with pytest.raises(EditConflict):
        reallocate_order(
            order_id=order.pk, warehouse_id=second.pk, reason="x", version=order.version - 1, actor=world.shipper,
            at=NOON,
        )  # fmt: skip
    assert held(world.warehouse, world.soap.pk) == (Decimal(100), Decimal(5))


@pytest.mark.spec("FUL-001")
def test_a_shipped_order_is_not_reallocated(world: World, second: Warehouse) -> None:
    order = paid(world, line(world.soap, 5))
    note = draft(world, order)
    confirm_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    order.refresh_from_db()
    with pytest.raises((NothingToMove, IllegalTransition)):
        reallocate_order(order_id=order.pk, warehouse_id=second.pk, reason="x", actor=world.shipper, at=NOON)
    assert held(second, world.soap.pk) == (Decimal(20), Decimal(0))


# ---- picking --------------------------------------------------------------------------------------------------------
@pytest.mark.spec("FUL-002")
def test_picking_goes_from_to_pick_over_picking_and_picked_to_packed(world: World) -> None:
    note = draft(world, paid(world, line(world.soap, 5)))
    row = note.lines.get()
    states = [note.pick_state]
    for quantity, pack in ((2, False), (5, False), (5, True)):
        note = record_picking(
            shipment_id=note.pk, picked={row.pk: Decimal(quantity)}, pack=pack, boxes=2, weight_kg=Decimal("3.5"),
            package_size="60×40×30 cm", actor=world.shipper, at=NOON,
        )  # fmt: skip
        states.append(note.pick_state)
    assert states == ["to_pick", "picking", "picked", "packed"]
    assert (note.boxes, note.weight_kg, note.package_size) == (2, Decimal("3.5"), "60×40×30 cm")
    with pytest.raises(IllegalTransition):
        record_picking(shipment_id=note.pk, picked={row.pk: Decimal(1)}, actor=world.shipper, at=NOON)
    row.refresh_from_db()
    assert row.picked_quantity == Decimal(5)


@pytest.mark.spec("FUL-002")
def test_packing_with_a_missing_quantity_is_refused_unless_a_short_pick_is_recorded(world: World) -> None:
    order = paid(world, line(world.soap, 5), line(world.paper, 3))
    note = draft(world, order)
    soap, paper = note.lines.order_by("position")
    picked = {soap.pk: Decimal(4), paper.pk: Decimal(0)}
    with pytest.raises(FieldErrors) as refused:
        record_picking(shipment_id=note.pk, picked=picked, pack=True, actor=world.shipper, at=NOON)
    assert [p.field for p in refused.value.problems] == ["short_reason"]
    note.refresh_from_db()
    assert (note.pick_state, note.lines.count(), order.exceptions.count()) == ("to_pick", 2, 0)

    record_picking(
        shipment_id=note.pk, picked=picked, pack=True, short_reason="货架上破损", actor=world.shipper, at=NOON
    )
    order.refresh_from_db()
    note.refresh_from_db()
    assert list(note.lines.values_list("item_id", "quantity")) == [(world.soap.pk, Decimal(4))]
    assert (note.pick_state, order.open_exceptions, order.exceptions.get().type) == ("packed", 1, "unavailable")
    assert "货架上破损" in order.exceptions.get().description
    with pytest.raises(Blocked) as blocked:
        confirm_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    assert [f.code for f in blocked.value.findings] == ["exceptions"]


@pytest.mark.spec("FUL-002")
def test_more_than_wanted_cannot_be_picked_and_nothing_cannot_be_packed(world: World) -> None:
    note = draft(world, paid(world, line(world.soap, 5)))
    row = note.lines.get()
    for quantity, pack, field in ((6, False, f"picked-{row.pk}"), (-1, False, f"picked-{row.pk}"), (0, True, "picked")):
        with pytest.raises(FieldErrors) as refused:
            record_picking(
                shipment_id=note.pk, picked={row.pk: Decimal(quantity)}, pack=pack, short_reason="没有",
                actor=world.shipper, at=NOON,
            )  # fmt: skip
        assert [p.field for p in refused.value.problems] == [field]
    note.refresh_from_db()
    assert note.pick_state == "to_pick"


@pytest.mark.spec("FUL-002", "FUL-009")
def test_with_packing_required_only_packed_notes_are_confirmed(
    world: World, parameter: Callable[[str, str], None]
) -> None:
    parameter("packing_required", "on")
    note = draft(world, paid(world, line(world.soap, 5)))
    with pytest.raises(NotPacked):
        confirm_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    assert world.stock(world.soap) == (Decimal(100), Decimal(5))
    record_picking(
        shipment_id=note.pk, picked={note.lines.get().pk: Decimal(5)}, pack=True, actor=world.shipper, at=NOON
    )
    confirm_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    assert world.stock(world.soap) == (Decimal(95), Decimal(0))
