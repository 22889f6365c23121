"""FI-05 for papers and warehouses: confirming, adjusting and closing at one moment; with its negative control."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from danshu.inventory.claims import StockNeed
from danshu.inventory.errors import WarehouseHasStock, WarehouseInvalid
from danshu.inventory.models import StockBalance, Warehouse
from danshu.inventory.operations.adjust_stock import adjust_stock
from danshu.inventory.operations.confirm_stock_document import confirm_stock_document
from danshu.inventory.operations.create_stock_document import create_stock_document
from danshu.inventory.operations.invalidate_warehouse import invalidate_warehouse
from danshu.inventory.rules import LineEntry
from danshu.inventory.tests.factories import line, make_stocked_item, make_warehouse, stock
from danshu.kit.errors import DomainError, IllegalTransition
from tests.faults.racing import Result, race
from tests.faults.stock_operations import NOBODY, drifts, run, stock_operations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def _operations() -> Iterator[None]:
    with stock_operations():
        yield


@pytest.mark.spec("INV-006")
def test_confirming_one_paper_many_times_at_once_moves_its_goods_once() -> None:
    warehouse, item = make_warehouse(), make_stocked_item()
    paper = create_stock_document(
        direction="in", type="purchase", warehouse_id=warehouse.pk, lines=[LineEntry(item.pk, Decimal(7))],
        actor=NOBODY, at=timezone.now(),
    )  # fmt: skip

    result = race(10, lambda _c: confirm_stock_document(document_id=paper.pk, actor=NOBODY, at=timezone.now()).status)

    assert (result.count("confirmed"), result.count(IllegalTransition)) == (1, 9)
    assert StockBalance.objects.get().on_hand == 7
    assert drifts() == []


@pytest.mark.spec("INV-005")
def test_adjusting_away_against_reserving_never_promises_what_is_gone() -> None:
    row = stock(make_warehouse(), make_stocked_item(), 5)

    def act(client: int) -> str:
        if client % 2:
            adjust_stock(
                warehouse_id=row.warehouse_id, item_id=row.item_id, difference=Decimal(-1), reason="loss",
                actor=NOBODY, at=timezone.now(),
            )  # fmt: skip
            return "adjusted"
        run("tests.reserve", needs=[StockNeed(row.warehouse_id, row.item_id, Decimal(1), line(client))])
        return "reserved"

    result = race(20, act)

    after = StockBalance.objects.get()
    assert result.count("adjusted") + result.count("reserved") == 5
    assert result.count(DomainError) == 15
    assert (after.on_hand, after.reserved) == (5 - result.count("adjusted"), result.count("reserved"))
    assert drifts() == []


@pytest.mark.spec("INV-001")
@pytest.mark.parametrize("is_new_stock", [True, False])
def test_goods_coming_in_against_giving_the_warehouse_up(is_new_stock: bool) -> None:
    """Either the goods are in and the warehouse stays, or it is closed and they are refused."""
    for _round in range(6):
        warehouse, item = make_warehouse(), make_stocked_item()
        if not is_new_stock:
            StockBalance.objects.create(
                warehouse=warehouse, item_id=item.pk, created_at=timezone.now(), updated_at=timezone.now()
            )
        result = _close_while_goods_come_in(warehouse, item.pk)
        closed = not Warehouse.objects.get(pk=warehouse.pk).is_valid
        inside = StockBalance.objects.filter(warehouse=warehouse, on_hand__gt=0).exists()
        assert closed != inside
        assert result.count(DomainError) == (4 if closed else 1)
        assert result.count(WarehouseInvalid if closed else WarehouseHasStock) == (4 if closed else 1)
    assert drifts() == []


def _close_while_goods_come_in(warehouse: Warehouse, item_id: int) -> Result:
    def act(client: int) -> object:
        if client == 0:
            return invalidate_warehouse(warehouse_id=warehouse.pk, actor=NOBODY, at=timezone.now())
        return create_stock_document(
            direction="in", type="purchase", warehouse_id=warehouse.pk, lines=[LineEntry(item_id, Decimal(1))],
            confirm=True, actor=NOBODY, at=timezone.now(),
        )  # fmt: skip

    return race(5, act)


def test_negative_control_without_its_guard_a_closed_warehouse_keeps_goods() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inventory_warehouse DISABLE TRIGGER keep")
        cursor.execute(
            "CREATE OR REPLACE FUNCTION inventory_enter_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "PERFORM pg_sleep(0.2); UPDATE inventory_stockbalance SET on_hand = on_hand + NEW.quantity "
            "WHERE warehouse_id = NEW.warehouse_id AND item_id = NEW.item_id RETURNING on_hand INTO NEW.on_hand_after; "
            "RETURN NEW; END $$"
        )
    item = make_stocked_item()
    found = []
    for _round in range(5):
        warehouse = make_warehouse()
        _close_while_goods_come_in(warehouse, item.pk)
        found += drifts()
    assert [text for text in found if "is invalid and holds" in text], "the guards were not needed: it proves nothing"
