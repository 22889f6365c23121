"""Test data of the inventory, made by the real operations."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction

from danshu.catalog.models import Item
from danshu.catalog.tests.factories import make_item
from danshu.identity.models import Unit
from danshu.identity.tests.factories import make_unit
from danshu.inventory.claims import StockNeed
from danshu.inventory.models import Place, StockBalance, Warehouse
from danshu.inventory.moving import enter_moves, into
from danshu.inventory.operations.create_warehouse import create_warehouse
from danshu.kit.actor import EVERYTHING, Actor, Scope
from danshu.kit.context import Context, active
from danshu.kit.refs import SourceRef

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
_numbers = count(1)


def keeper(*permissions: str, name: str = "王五", user_id: int = 17, scope: Scope = EVERYTHING) -> Actor:
    """A person who holds exactly these permissions."""
    return Actor(user_id=user_id, name=name, grants=dict.fromkeys(permissions, scope))


@contextlib.contextmanager
def inside_operation(at: datetime = NOW, actor: Actor | None = None) -> Iterator[Context]:
    """Run functions that belong inside an operation, in a transaction of their own."""
    context = Context("tests.operation", actor or Actor.system(), at)
    with transaction.atomic(), active(context):
        yield context


def make_warehouse(name: str = "", *, unit: Unit | None = None, **values: Any) -> Warehouse:
    """A valid warehouse; the first of its unit is the default."""
    number = next(_numbers)
    given = {
        "code": f"W{number:03d}", "name": name or f"仓库 {number}", "unit_id": (unit or make_unit()).pk, **values,
    }  # fmt: skip
    return create_warehouse(values=given, actor=Actor.system(), at=NOW)  # type: ignore[arg-type]


def make_stocked_item(name: str = "洗手液 500ml", **values: Any) -> Item:
    """Goods whose stock is managed."""
    return make_item(name, is_stock_managed=True, **values)


def stock(warehouse: Warehouse, item: Item, quantity: str | int, *, at: datetime = NOW) -> StockBalance:
    """Bring goods in; returns what then lies there."""
    with inside_operation(at):
        move = into(warehouse.pk, item.pk, Decimal(quantity), Place.OPENING)
        enter_moves(
            [move], document=SourceRef("tests.opening", next(_numbers)), label="期初", actor=Actor.system(), at=at
        )
    return stock_of(warehouse, item)


def stock_of(warehouse: Warehouse, item: Item) -> StockBalance:
    """What lies there now."""
    found: StockBalance = StockBalance.objects.get(warehouse=warehouse, item_id=item.pk)
    return found


def line(number: int) -> SourceRef:
    """The line of some order."""
    return SourceRef("tests.order_line", number)


def need(warehouse: Warehouse, item: Item, quantity: str | int, number: int) -> StockNeed:
    """A line's need of an item."""
    return StockNeed(warehouse.pk, item.pk, Decimal(quantity), line(number))
