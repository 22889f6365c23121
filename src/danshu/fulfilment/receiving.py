"""What a confirmed receipt does, whoever confirmed it (FUL-014)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.fulfilment.changing import change_shipment
from danshu.fulfilment.events import ShipmentSigned
from danshu.fulfilment.joining import by_order, noted_as_facts
from danshu.fulfilment.kinds import SHIPPED_KINDS
from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.models import Shipment
from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.sales.progress import record_quantities
from danshu.sales.records import Order


def sign(
    orders: Sequence[Order], shipment: Shipment, *, signed_by: str, evidence: str, signed_at: datetime | None = None,
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """The customer has the goods, each order its own; note and orders are locked by the caller. signed_at: now when left
    out. Raises IllegalTransition."""
    signed_at = signed_at or at
    values = {"signed_at": signed_at, "signed_by": signed_by.strip()[:150], "evidence": evidence.strip()[:500]}
    change_shipment(shipment, values, actor=actor, at=at, reason=evidence, status=ShipmentStatus.SIGNED)
    on_note = by_order(shipment.lines.select_related("order_line"))
    for order in orders:
        signed = {line.order_line_id: line.quantity for line in on_note[order.pk]}
        record_quantities(order, signed=signed, shipped_kinds=SHIPPED_KINDS, signed_at=signed_at, actor=actor, at=at)
    publish(
        ShipmentSigned(
            aggregate=shipment.ref, version=shipment.version, number=shipment.number, order_id=shipment.order_id,
            order_number=shipment.order_number, orders=noted_as_facts(shipment),
        )
    )  # fmt: skip
