"""How an order line is written onto a note."""

from __future__ import annotations

from decimal import Decimal

from danshu.fulfilment.models import Shipment, ShipmentLine
from danshu.sales.records import OrderLine


def noted_line(shipment: Shipment, line: OrderLine, quantity: Decimal, position: int | None = None) -> ShipmentLine:
    """A line of a note, not stored yet; names are frozen as they stand on the order, and so is the line's place unless
    the note holds lines of several orders."""
    return ShipmentLine(
        shipment=shipment, order_line_id=line.pk, item_id=line.item_id, position=position or line.position,
        item_code=line.item_code, item_name=line.item_name, specification=line.specification,
        unit_name=line.unit_name, quantity=quantity,
    )  # fmt: skip
