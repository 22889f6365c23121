"""What of an order is not in stock now: the usual reason to split it (ORD-021)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from danshu.catalog.queries import order_items
from danshu.inventory.queries import stock_question
from danshu.kit.money import ZERO
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.records import Order, OrderLine


def short_quantities(order: Order, lines: Sequence[OrderLine]) -> dict[int, Decimal]:
    """Line -> what the fullest warehouse that serves it lacks now, lines of one item after each other.

    An approved order has claimed everything: nothing is short. Lines without stock of their own are left out. Two
    statements.
    """
    goods = [line for line in lines if line.kind == "goods"]
    if order.status == OrderStatus.APPROVED or not goods:
        return {}
    items = order_items({line.item_id for line in goods})
    sight = stock_question(order.unit_id, [line.item_id for line in goods]).answer()
    used: dict[tuple[int, int], Decimal] = {}
    short: dict[int, Decimal] = {}
    for line in goods:
        if not items[line.item_id].is_stock_managed:
            continue
        chosen = line.warehouse_id or order.warehouse_id
        houses = [chosen] if chosen else [house.id for house in sight.warehouses]
        free = {
            house: max(found.available - used.get((house, line.item_id), ZERO), ZERO)
            for house in houses
            if (found := sight.stock.get((house, line.item_id)))
        }
        house = max(free, key=lambda each: free[each], default=0)
        here = min(free.get(house, ZERO), line.quantity)
        used[house, line.item_id] = used.get((house, line.item_id), ZERO) + here
        short[line.pk] = line.quantity - here
    return short
