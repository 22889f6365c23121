"""Operations on warehouses, stock papers and adjustments."""

from __future__ import annotations

from decimal import Decimal

from danshu.catalog.models import Item
from danshu.identity.tests.factories import make_unit, make_user
from danshu.inventory.models import StockAdjustment, StockDocument, Warehouse
from danshu.inventory.operations.adjust_stock import adjust_stock
from danshu.inventory.operations.approve_adjustment import approve_adjustment
from danshu.inventory.operations.confirm_stock_document import confirm_stock_document
from danshu.inventory.operations.create_stock_document import create_stock_document
from danshu.inventory.operations.create_warehouse import create_warehouse
from danshu.inventory.operations.edit_stock_document import edit_stock_document
from danshu.inventory.operations.edit_warehouse import edit_warehouse
from danshu.inventory.operations.invalidate_warehouse import invalidate_warehouse
from danshu.inventory.operations.reject_adjustment import reject_adjustment
from danshu.inventory.operations.reverse_stock_document import reverse_stock_document
from danshu.inventory.operations.set_stock_limits import set_stock_limits
from danshu.inventory.operations.void_stock_document import void_stock_document
from danshu.inventory.operations.withdraw_adjustment import withdraw_adjustment
from danshu.inventory.rules import LineEntry
from danshu.inventory.tests.factories import keeper, make_stocked_item, make_warehouse, stock
from danshu.kit.actor import Actor
from danshu.kit.permissions import CATALOGUE
from tests.faults.crash import ACTOR, AT, Scenario, scenario


def _stocked() -> tuple[Warehouse, Item]:
    warehouse, item = make_warehouse(), make_stocked_item()
    stock(warehouse, item, 10)
    return warehouse, item


def _person() -> Actor:
    """Whoever enters is told of the decision, so it is a real person."""
    codes = [code for code in CATALOGUE if code.startswith("inventory.")]
    return keeper(*codes, user_id=make_user().pk)


def _document(*, confirm: bool = False) -> StockDocument:
    warehouse, item = _stocked()
    return create_stock_document(
        direction="in", type="purchase", warehouse_id=warehouse.pk, lines=[LineEntry(item.pk, Decimal(5))],
        confirm=confirm, actor=_person(), at=AT,
    )  # fmt: skip


def _waiting() -> StockAdjustment:
    warehouse, item = _stocked()
    return adjust_stock(
        warehouse_id=warehouse.pk, item_id=item.pk, reason="count", difference=Decimal(100_000), actor=_person(), at=AT
    )


@scenario("inventory.create_warehouse")
def _create() -> Scenario:
    unit = make_unit().pk
    return lambda: create_warehouse(values={"code": "WX", "name": "新仓", "unit_id": unit}, actor=ACTOR, at=AT)


@scenario("inventory.edit_warehouse")
def _edit() -> Scenario:
    row = make_warehouse()
    return lambda: edit_warehouse(
        warehouse_id=row.pk, version=row.version, values={"name": "改名仓"}, actor=ACTOR, at=AT
    )


@scenario("inventory.invalidate_warehouse")
def _invalidate() -> Scenario:
    unit = make_unit()
    make_warehouse(unit=unit)
    row = make_warehouse(unit=unit)
    return lambda: invalidate_warehouse(warehouse_id=row.pk, reason="退租", actor=ACTOR, at=AT)


@scenario("inventory.create_stock_document")
def _draft() -> Scenario:
    warehouse, item = _stocked()
    lines = [LineEntry(item.pk, Decimal(5))]
    return lambda: create_stock_document(
        direction="in", type="purchase", warehouse_id=warehouse.pk, lines=lines, actor=ACTOR, at=AT
    )


@scenario("inventory.create_stock_document", name="posted at once")
def _posted() -> Scenario:
    warehouse, item = _stocked()
    lines = [LineEntry(item.pk, Decimal(5))]
    return lambda: create_stock_document(
        direction="in", type="purchase", warehouse_id=warehouse.pk, lines=lines, confirm=True, actor=ACTOR, at=AT
    )


@scenario("inventory.edit_stock_document")
def _edit_document() -> Scenario:
    row = _document()
    lines = [LineEntry(make_stocked_item().pk, Decimal(7))]
    return lambda: edit_stock_document(
        document_id=row.pk, version=row.version, type="purchase", warehouse_id=row.warehouse_id, lines=lines,
        actor=ACTOR, at=AT,
    )  # fmt: skip


@scenario("inventory.confirm_stock_document")
def _confirm() -> Scenario:
    pk = _document().pk
    return lambda: confirm_stock_document(document_id=pk, actor=ACTOR, at=AT)


@scenario("inventory.void_stock_document")
def _void() -> Scenario:
    pk = _document().pk
    return lambda: void_stock_document(document_id=pk, reason="录错", actor=ACTOR, at=AT)


@scenario("inventory.reverse_stock_document")
def _reverse() -> Scenario:
    pk = _document(confirm=True).pk
    return lambda: reverse_stock_document(document_id=pk, reason="录错", actor=ACTOR, at=AT)


@scenario("inventory.adjust_stock")
def _adjust() -> Scenario:
    warehouse, item = _stocked()
    return lambda: adjust_stock(
        warehouse_id=warehouse.pk, item_id=item.pk, reason="count", new_quantity=Decimal(9), actor=ACTOR, at=AT
    )


@scenario("inventory.adjust_stock", name="to be reviewed")
def _adjust_much() -> Scenario:
    warehouse, item = _stocked()
    return lambda: adjust_stock(
        warehouse_id=warehouse.pk, item_id=item.pk, reason="count", difference=Decimal(100_000), actor=ACTOR, at=AT
    )


@scenario("inventory.approve_adjustment")
def _approve() -> Scenario:
    pk = _waiting().pk
    return lambda: approve_adjustment(adjustment_id=pk, actor=ACTOR, at=AT)


@scenario("inventory.reject_adjustment")
def _reject() -> Scenario:
    pk = _waiting().pk
    return lambda: reject_adjustment(adjustment_id=pk, reason="数错了", actor=ACTOR, at=AT)


@scenario("inventory.withdraw_adjustment")
def _withdraw() -> Scenario:
    row = _waiting()
    codes = [code for code in CATALOGUE if code.startswith("inventory.")]
    owner = keeper(*codes, user_id=row.created_by_id or 0)
    return lambda: withdraw_adjustment(adjustment_id=row.pk, actor=owner, at=AT)


@scenario("inventory.set_stock_limits")
def _limits() -> Scenario:
    warehouse, item = make_warehouse(), make_stocked_item()
    row = stock(warehouse, item, 10)
    return lambda: set_stock_limits(
        balance_id=row.pk, version=row.version, low_threshold=Decimal(2), high_threshold=Decimal(50), actor=ACTOR, at=AT
    )
