"""Warehouses, papers, adjustments and what they do to stock (INV-001 to INV-008)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from danshu.audit.models import AuditEntry
from danshu.catalog.models import Item
from danshu.identity.tests.factories import make_unit
from danshu.inventory.adjusting import BelowReserved, OwnAdjustment
from danshu.inventory.claims import release, reserve, ship, take_back
from danshu.inventory.errors import StockShort, WarehouseCodeTaken, WarehouseHasStock, WarehouseInvalid
from danshu.inventory.models import StockAdjustment, StockBalance, StockDocument, StockMove, Warehouse
from danshu.inventory.operations.adjust_stock import adjust_stock
from danshu.inventory.operations.approve_adjustment import approve_adjustment
from danshu.inventory.operations.confirm_stock_document import confirm_stock_document
from danshu.inventory.operations.create_stock_document import create_stock_document
from danshu.inventory.operations.create_warehouse import create_warehouse
from danshu.inventory.operations.edit_stock_document import DocumentPosted, edit_stock_document
from danshu.inventory.operations.edit_warehouse import edit_warehouse
from danshu.inventory.operations.invalidate_warehouse import invalidate_warehouse
from danshu.inventory.operations.reject_adjustment import reject_adjustment
from danshu.inventory.operations.reverse_stock_document import reverse_stock_document
from danshu.inventory.operations.set_stock_limits import set_stock_limits
from danshu.inventory.queries import warehouses_for
from danshu.inventory.rules import LineEntry
from danshu.inventory.tests.factories import (
    NOW,
    inside_operation,
    keeper,
    line,
    make_stocked_item,
    make_warehouse,
    need,
    stock,
    stock_of,
)
from danshu.kit.actor import Actor
from danshu.kit.errors import EditConflict, FieldErrors, Forbidden, IllegalTransition
from danshu.kit.refs import SourceRef
from danshu.kit.verification import CHECKS

pytestmark = pytest.mark.django_db
NOBODY = Actor.system()
DOCUMENT = SourceRef("tests.paper", 1)


def drifts() -> list[str]:
    checks = [check for code, check in CHECKS.items() if code.startswith(("inventory.", "holds.used"))]
    return [text for check in checks for text in check.function()]


def figures(warehouse: Warehouse, item: Item) -> tuple[Decimal, Decimal, Decimal]:
    """(on hand, reserved, available)."""
    row = stock_of(warehouse, item)
    return row.on_hand, row.reserved, row.available


def paper(warehouse: Warehouse, item: Item, quantity: object, direction: str = "in", **values: object) -> StockDocument:
    given: dict[str, object] = {"type": "purchase" if direction == "in" else "other", **values}
    return create_stock_document(
        direction=direction,
        warehouse_id=warehouse.pk,
        lines=[LineEntry(item.pk, Decimal(str(quantity)))],
        actor=NOBODY,
        at=NOW,
        **given,  # type: ignore[arg-type]
    )


# ---- warehouses -----------------------------------------------------------------------------------------------------
@pytest.mark.spec("INV-001")
def test_each_unit_has_one_default_warehouse() -> None:
    unit = make_unit()
    first, other = make_warehouse(unit=unit), make_warehouse(unit=unit)
    assert (first.is_default, other.is_default) == (True, False)
    edit_warehouse(warehouse_id=other.pk, version=other.version, values={"is_default": True}, actor=NOBODY, at=NOW)
    assert list(Warehouse.objects.filter(unit=unit, is_default=True)) == [other]
    assert [house.id for house in warehouses_for(unit.pk)] == [other.pk, first.pk]


@pytest.mark.spec("INV-001", "COM-008")
def test_code_and_name_are_needed_and_a_code_is_used_once() -> None:
    unit = make_unit()
    with pytest.raises(FieldErrors) as refused:
        create_warehouse(
            values={"code": "", "name": "长" * 51, "unit_id": unit.pk, "type": "moon"}, actor=NOBODY, at=NOW
        )
    assert {p.field for p in refused.value.problems} == {"code", "name", "type"}
    known = make_warehouse(unit=unit)
    with pytest.raises(WarehouseCodeTaken):
        create_warehouse(values={"code": known.code, "name": "二", "unit_id": unit.pk}, actor=NOBODY, at=NOW)
    assert Warehouse.objects.count() == 1


@pytest.mark.spec("INV-001", "COM-012")
def test_a_stale_edit_of_a_warehouse_is_told() -> None:
    house = make_warehouse()
    edit_warehouse(warehouse_id=house.pk, version=1, values={"name": "甲"}, actor=NOBODY, at=NOW)
    with pytest.raises(EditConflict):
        edit_warehouse(warehouse_id=house.pk, version=1, values={"name": "乙"}, actor=NOBODY, at=NOW)
    house.refresh_from_db()
    assert (house.name, house.version) == ("甲", 2)


@pytest.mark.spec("INV-001")
def test_a_warehouse_with_stock_stays_and_an_empty_one_is_offered_no_more() -> None:
    unit, item = make_unit(), make_stocked_item()
    make_warehouse(unit=unit)
    house = make_warehouse(unit=unit)
    stock(house, item, 1)
    with pytest.raises(WarehouseHasStock):
        invalidate_warehouse(warehouse_id=house.pk, actor=NOBODY, at=NOW)
    paper(house, item, 1, "out", confirm=True)
    invalidate_warehouse(warehouse_id=house.pk, reason="搬迁", actor=NOBODY, at=NOW)
    assert house.pk not in {choice.id for choice in warehouses_for(unit.pk)}
    with pytest.raises(WarehouseInvalid):
        paper(house, item, 1)
    assert StockDocument.objects.count() == 1


# ---- papers ---------------------------------------------------------------------------------------------------------
@pytest.mark.spec("INV-006", "INV-003")
def test_a_paper_posts_once_and_its_reversal_restores_what_was() -> None:
    house, item = make_warehouse(), make_stocked_item()
    stock(house, item, 10)
    made = paper(house, item, 20)
    assert (made.status, figures(house, item)) == ("draft", (10, 0, 10))
    confirm_stock_document(document_id=made.pk, version=made.version, actor=NOBODY, at=NOW)
    with pytest.raises(IllegalTransition):
        confirm_stock_document(document_id=made.pk, actor=NOBODY, at=NOW)
    assert figures(house, item) == (30, 0, 30)
    with pytest.raises(DocumentPosted):
        edit_stock_document(
            document_id=made.pk, version=None, type="return", warehouse_id=house.pk, lines=[], actor=NOBODY, at=NOW
        )
    counter = reverse_stock_document(document_id=made.pk, reason="录错", actor=NOBODY, at=NOW)
    made.refresh_from_db()
    assert (made.status, counter.direction, counter.reverses_id, figures(house, item)) == (
        "reversed", "out", made.pk, (10, 0, 10),
    )  # fmt: skip
    assert [m.change for m in StockMove.objects.order_by("pk")] == [10, 20, -20]
    assert [m.on_hand_after for m in StockMove.objects.order_by("pk")] == [10, 30, 10]
    assert drifts() == []


@pytest.mark.spec("INV-006")
def test_stock_out_above_what_is_free_is_refused_naming_the_gap() -> None:
    house, item = make_warehouse("示例一仓"), make_stocked_item("洗手液")
    stock(house, item, 10)
    with inside_operation():
        reserve([need(house, item, 4, 1)], at=NOW)
    made = paper(house, item, 7, "out")
    with pytest.raises(StockShort) as refused:
        confirm_stock_document(document_id=made.pk, actor=NOBODY, at=NOW)
    assert "示例一仓" in refused.value.text
    assert "缺 1" in refused.value.text
    made.refresh_from_db()
    assert (made.status, figures(house, item)) == ("draft", (10, 4, 6))


@pytest.mark.spec("INV-006", "COM-008")
@pytest.mark.parametrize(("quantity", "field"), [("0", "lines-0-quantity"), ("-1", "lines-0-quantity")])
def test_a_wrong_line_is_refused_beside_its_field(quantity: str, field: str) -> None:
    house, item = make_warehouse(), make_stocked_item()
    with pytest.raises(FieldErrors) as refused:
        paper(house, item, quantity)
    assert field in {p.field for p in refused.value.problems}
    assert StockDocument.objects.count() == 0


@pytest.mark.spec("COM-013", "INV-006")
def test_entering_and_confirming_twice_with_a_key_moves_once() -> None:
    house, item = make_warehouse(), make_stocked_item()
    values = {
        "direction": "in", "type": "purchase", "warehouse_id": house.pk, "lines": [LineEntry(item.pk, Decimal(5))],
        "confirm": True,
    }  # fmt: skip
    made = [create_stock_document.keyed("page")(**values, actor=NOBODY, at=NOW).pk for _ in range(2)]  # type: ignore[arg-type]
    assert (made[0], figures(house, item)) == (made[1], (5, 0, 5))


# ---- adjustments ----------------------------------------------------------------------------------------------------
def adjust(house: Warehouse, item: Item, actor: Actor = NOBODY, **values: object) -> StockAdjustment:
    given: dict[str, object] = {"reason": "count", **values}
    return adjust_stock(warehouse_id=house.pk, item_id=item.pk, actor=actor, at=NOW, **given)  # type: ignore[arg-type]


@pytest.mark.spec("INV-005", "INV-003")
def test_adjusting_ten_to_seven_writes_minus_three_with_its_reason() -> None:
    house, item = make_warehouse(), make_stocked_item(sale_price=Decimal(10))
    stock(house, item, 10)
    made = adjust(house, item, new_quantity=Decimal(7), reason="damage", remark="漏液")
    move = StockMove.objects.latest("pk")
    assert (made.status, made.difference, made.quantity_before) == ("posted", Decimal(-3), Decimal(10))
    assert (move.change, move.on_hand_after, move.reason, move.document_label) == (-3, 7, "damage", made.number)
    assert figures(house, item) == (7, 0, 7)
    assert AuditEntry.objects.filter(operation="inventory.adjust_stock", subject_label=made.number).exists()
    assert drifts() == []


@pytest.mark.spec("INV-005")
@pytest.mark.parametrize("target", ["-1", "3"])
def test_below_nothing_or_below_what_is_reserved_is_refused(target: str) -> None:
    house, item = make_warehouse(), make_stocked_item()
    stock(house, item, 10)
    with inside_operation():
        reserve([need(house, item, 4, 1)], at=NOW)
    with pytest.raises(BelowReserved) as refused:
        adjust(house, item, difference=Decimal(target) - 10)
    assert "4" in refused.value.text
    assert (figures(house, item), StockAdjustment.objects.count()) == ((10, 4, 6), 0)


@pytest.mark.spec("INV-005", "COM-012")
def test_a_count_from_a_stale_page_does_not_undo_a_sale() -> None:
    house, item = make_warehouse(), make_stocked_item()
    stock(house, item, 10)
    with pytest.raises(FieldErrors) as refused:
        adjust(house, item, new_quantity=Decimal(9), seen_quantity=Decimal(12))
    assert [(p.field, p.code) for p in refused.value.problems] == [("quantity", "stale")]
    assert figures(house, item) == (10, 0, 10)


@pytest.mark.spec("INV-005")
def test_a_large_difference_waits_for_another_person() -> None:
    house, item = make_warehouse(), make_stocked_item(sale_price=Decimal(1))
    stock(house, item, 500)
    codes = ("inventory.stock.adjust", "inventory.adjustment.review")
    first, second = keeper(*codes), keeper(*codes, name="赵六", user_id=18)
    exact = adjust(house, item, first, difference=Decimal(-100))
    assert (exact.status, figures(house, item)[0]) == ("posted", 400)  # not above 100 pieces or 10,000
    waiting = adjust(house, item, first, difference=Decimal(-101))
    assert (waiting.status, figures(house, item)[0]) == ("pending", 400)
    with pytest.raises(OwnAdjustment):
        approve_adjustment(adjustment_id=waiting.pk, actor=first, at=NOW)
    approve_adjustment(adjustment_id=waiting.pk, note="盘过", actor=second, at=NOW)
    with pytest.raises(IllegalTransition):
        approve_adjustment(adjustment_id=waiting.pk, actor=second, at=NOW)
    assert figures(house, item)[0] == 299
    other = adjust(house, item, first, difference=Decimal(-101))
    with pytest.raises(FieldErrors):
        reject_adjustment(adjustment_id=other.pk, reason=" ", actor=second, at=NOW)
    reject_adjustment(adjustment_id=other.pk, reason="重新盘点", actor=second, at=NOW)
    assert figures(house, item)[0] == 299
    assert drifts() == []


# ---- reservations ---------------------------------------------------------------------------------------------------
@pytest.mark.spec("INV-008", "INV-002")
def test_reserving_shipping_releasing_and_taking_back_keep_available_right() -> None:
    house, item = make_warehouse(), make_stocked_item()
    stock(house, item, 10)
    with inside_operation():
        reserve([need(house, item, 6, 1)], at=NOW)
        assert figures(house, item) == (10, 6, 4)
        ship([need(house, item, 4, 1)], at=NOW, actor=NOBODY, document=DOCUMENT, label="S")
        assert figures(house, item) == (6, 2, 4)
        take_back([need(house, item, 1, 1)], at=NOW, actor=NOBODY, document=DOCUMENT, label="S")
        assert figures(house, item) == (7, 3, 4)
        release([line(1)], at=NOW)
        assert figures(house, item) == (7, 0, 7)
        release([line(1)], at=NOW)  # nothing more to give back
    assert figures(house, item) == (7, 0, 7)


@pytest.mark.spec("INV-008")
def test_a_reservation_that_does_not_fit_takes_nothing_and_names_each_gap() -> None:
    house, soap, paper_towel = make_warehouse(), make_stocked_item("洗手液"), make_stocked_item("纸巾")
    stock(house, soap, 10)
    stock(house, paper_towel, 1)
    with pytest.raises(StockShort) as refused, inside_operation():
        reserve([need(house, soap, 5, 1), need(house, paper_towel, 3, 2)], at=NOW)
    assert "缺 2" in refused.value.text
    assert figures(house, soap) == (10, 0, 10)


# ---- limits and rights ----------------------------------------------------------------------------------------------
@pytest.mark.spec("INV-002", "COM-008")
def test_limits_are_set_and_wrong_ones_refused() -> None:
    house, item = make_warehouse(), make_stocked_item()
    row = stock(house, item, 10)
    with pytest.raises(FieldErrors):
        set_stock_limits(
            balance_id=row.pk, version=None, low_threshold=Decimal(9), high_threshold=Decimal(3), actor=NOBODY, at=NOW
        )
    set_stock_limits(
        balance_id=row.pk, version=row.version, low_threshold=Decimal(3), location="A-01", actor=NOBODY, at=NOW
    )
    row = StockBalance.objects.get()
    assert (row.low_threshold, row.high_threshold, row.location, row.on_hand) == (3, None, "A-01", 10)


@pytest.mark.spec("ACC-023")
def test_who_may_not_changes_nothing() -> None:
    house, item = make_warehouse(), make_stocked_item()
    row = stock(house, item, 10)
    viewer = keeper("inventory.stock.view", "inventory.document.view", "inventory.warehouse.view")
    entries = [LineEntry(item.pk, Decimal(1))]
    for attempt in (
        lambda: adjust(house, item, viewer, difference=Decimal(1)),
        lambda: create_stock_document(
            direction="in", type="purchase", warehouse_id=house.pk, lines=entries, actor=viewer, at=NOW
        ),
        lambda: create_warehouse(values={}, actor=viewer, at=NOW),
        lambda: invalidate_warehouse(warehouse_id=house.pk, actor=viewer, at=NOW),
        lambda: set_stock_limits(balance_id=row.pk, version=None, actor=viewer, at=NOW),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert (figures(house, item), StockDocument.objects.count()) == ((10, 0, 10), 0)
