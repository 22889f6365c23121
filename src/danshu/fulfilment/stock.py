"""Which stock a shipping note moves."""

from __future__ import annotations

from collections.abc import Sequence

from danshu.catalog.queries import order_items
from danshu.fulfilment.models import Shipment, ShipmentLine
from danshu.inventory.claims import StockNeed
from danshu.kit.refs import SourceRef


def stock_needs(shipment: Shipment, lines: Sequence[ShipmentLine]) -> list[StockNeed]:
    """The stock-managed quantities of a note, each with the order line that reserved it."""
    items = order_items([line.item_id for line in lines])
    return [
        StockNeed(shipment.warehouse_id, x.item_id, x.quantity, SourceRef("sales.order_line", x.order_line_id))
        for x in lines
        if items[x.item_id].is_stock_managed
    ]
