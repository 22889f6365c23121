"""Stock of the demo company, entered by its own operations."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from danshu.catalog.queries import order_items
from danshu.inventory.models import DocumentType, StockBalance, Warehouse, WarehouseType
from danshu.inventory.models.document import Direction
from danshu.inventory.operations.adjust_stock import adjust_stock
from danshu.inventory.operations.create_stock_document import create_stock_document
from danshu.inventory.operations.create_warehouse import create_warehouse
from danshu.inventory.operations.set_stock_limits import set_stock_limits
from danshu.inventory.rules import LineEntry
from danshu.kit.actor import Actor

SEED = 20260918
HEADQUARTERS_TYPES = ("company", "headquarters")
LINES = 20


def build(actor: Actor, at: datetime, units: Sequence[Any]) -> None:
    """A main warehouse at headquarters, a smaller one per branch, opening stock, purchases and a few corrections.

    units: the demo's units (with pk, name, type); items must exist. Does nothing when there are warehouses already.
    The same every time: chance comes from a fixed seed.
    """
    if Warehouse.objects.exists():
        return
    chance = random.Random(SEED)  # noqa: S311 - invented figures, no secret
    warehouses = _warehouses(actor, at - timedelta(days=120), units)
    goods: Any = StockBalance._meta.get_field("item").related_model
    found = order_items(goods.objects.filter(is_stock_managed=True, is_valid=True).values_list("pk", flat=True))
    items = [found[pk] for pk in sorted(found)]
    for number, warehouse in enumerate(warehouses):
        _open(actor, at - timedelta(days=100), warehouse, items, chance, generous=number == 0)
        _buy(actor, at - timedelta(days=40), warehouse, items, chance)
        _limit(actor, at - timedelta(days=30), warehouse, chance)
        _correct(actor, at - timedelta(days=5), warehouse, chance)


def _warehouses(actor: Actor, at: datetime, units: Sequence[Any]) -> list[Warehouse]:
    made = []
    for number, unit in enumerate(sorted(units, key=lambda u: (u.type not in HEADQUARTERS_TYPES, u.pk))):
        if unit.type not in (*HEADQUARTERS_TYPES, "branch", "store") or (unit.type == "company" and len(units) > 1):
            continue
        is_main = unit.type in HEADQUARTERS_TYPES
        made.append(
            create_warehouse(
                values={
                    "code": f"WH{number + 1:02d}",
                    "name": "中心仓" if is_main else f"{unit.name}仓",
                    "type": WarehouseType.STORE if unit.type == "store" else WarehouseType.OWN,
                    "unit_id": unit.pk,
                    "address": f"示例市示例区仓储路 {number + 1} 号",
                },
                actor=actor,
                at=at,
            )
        )
    return made


def _open(
    actor: Actor, at: datetime, warehouse: Warehouse, items: Sequence[Any], chance: random.Random, *, generous: bool
) -> None:
    chosen = items if generous else [item for item in items if chance.random() < 0.7]
    lines = [
        LineEntry(
            item.id, Decimal(chance.randint(400, 3_000) if generous else chance.randint(20, 400)), "", _cost(item)
        )
        for item in chosen
    ]
    _document(actor, at, warehouse, DocumentType.OPENING, lines)


def _buy(actor: Actor, at: datetime, warehouse: Warehouse, items: Sequence[Any], chance: random.Random) -> None:
    for week in range(4):
        chosen = chance.sample(list(items), min(LINES, len(items)))
        lines = [
            LineEntry(item.id, Decimal(chance.randint(2, 30) * 10), f"B{week + 1:02d}", _cost(item)) for item in chosen
        ]
        _document(actor, at + timedelta(days=7 * week), warehouse, DocumentType.PURCHASE, lines)


def _document(actor: Actor, at: datetime, warehouse: Warehouse, kind: str, lines: list[LineEntry]) -> None:
    if lines:
        create_stock_document(
            direction=Direction.IN, type=kind, warehouse_id=warehouse.pk, lines=lines, confirm=True, actor=actor, at=at
        )


def _cost(item: Any) -> Decimal:
    known: Decimal | None = item.purchase_price
    share: Decimal = item.sale_price * Decimal("0.6")
    return known if known is not None else share.quantize(Decimal("0.01"))


def _limit(actor: Actor, at: datetime, warehouse: Warehouse, chance: random.Random) -> None:
    for stock in StockBalance.objects.filter(warehouse=warehouse).order_by("pk")[:30]:
        low = Decimal(chance.choice([20, 50, 100]))
        set_stock_limits(
            balance_id=stock.pk, version=None, low_threshold=low, high_threshold=low * 100,
            location=f"{chance.choice('ABCD')}-{chance.randint(1, 12):02d}-{chance.randint(1, 5)}", actor=actor, at=at,
        )  # fmt: skip


def _correct(actor: Actor, at: datetime, warehouse: Warehouse, chance: random.Random) -> None:
    for number, stock in enumerate(StockBalance.objects.filter(warehouse=warehouse).order_by("-pk")[:4]):
        difference = Decimal(-3) if number else Decimal(150)
        if difference > 0 or stock.available > 3:
            adjust_stock(
                warehouse_id=warehouse.pk, item_id=stock.item_id, difference=difference,
                reason="damage" if number else "count", remark="月末盘点", actor=actor, at=at,
            )  # fmt: skip
