"""Moves what order lines claimed from one warehouse to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from danshu.catalog.queries import order_items
from danshu.kit.actor import Actor
from danshu.sales.confirming import kind_line, unconfirm
from danshu.sales.kinds import KindOrder, by_kind, kind_of
from danshu.sales.models import Order, OrderLine


def move_claims(order: Order, lines: Sequence[OrderLine], warehouse_id: int, *, actor: Actor, at: datetime) -> None:
    """Release the lines and claim them anew in `warehouse_id`; raises the kinds' refusals, then nothing has moved."""
    unconfirm(order, lines, actor=actor, at=at)
    seen = KindOrder(order.pk, order.number, order.unit_id, warehouse_id, order.customer_id, "approve")
    items = order_items([line.item_id for line in lines])
    moved = [
        (x.kind, replace(kind_line(x), warehouse_id=warehouse_id, is_stock_managed=items[x.item_id].is_stock_managed))
        for x in lines
    ]
    for code, claimed in by_kind(moved).items():
        kind_of(code).claim(seen, claimed, actor=actor, at=at)
    for line in lines:
        line.warehouse_id = warehouse_id
    OrderLine.objects.bulk_update(lines, ["warehouse_id"])
