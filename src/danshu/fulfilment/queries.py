"""What is still to ship."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.permissions import SHIP, VIEW_SHIPMENT
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.sales.queries import to_ship_count

OPEN_QUANTITIES = """
SELECT line.id, line.quantity - coalesce(sum(noted.quantity) FILTER (WHERE note.status <> 'reversed'), 0)
FROM sales_orderline line
LEFT JOIN fulfilment_shipmentline noted ON noted.order_line_id = line.id
LEFT JOIN fulfilment_shipment note ON note.id = noted.shipment_id
WHERE line.order_id = ANY(%s) AND line.kind = 'goods'
GROUP BY line.id
"""


def open_quantities(order_ids: Sequence[int]) -> dict[int, Decimal]:
    """Per goods line of these orders: ordered minus what stands on any note that was not reversed."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_QUANTITIES, [list(order_ids)])
        return dict(cursor.fetchall())


def shipments_of(order_id: int) -> list[int]:
    """The notes of an order that are on their way, oldest first."""
    rows = Shipment.objects.filter(order_id=order_id, status=ShipmentStatus.IN_DELIVERY)
    return list(rows.order_by("id").values_list("id", flat=True))


def shipment_rows(actor: Actor) -> QuerySet[Shipment]:
    """Notes in scope."""
    return Shipment.objects.visible_to(actor, VIEW_SHIPMENT).select_related("warehouse", "carrier")


def shipment_by_number(actor: Actor, number: str, permission: str = VIEW_SHIPMENT) -> Shipment:
    """One note. Raises NotFound."""
    rows = Shipment.objects.visible_to(actor, permission).select_related("warehouse", "carrier", "order")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def notes_of_order(order_id: int) -> list[Shipment]:
    """All notes of an order."""
    return list(Shipment.objects.filter(order_id=order_id).select_related("carrier").order_by("id"))


def waiting_count(actor: Actor) -> int:
    """Orders that can be shipped by this person, up to 1,000."""
    return to_ship_count(actor, SHIP)
