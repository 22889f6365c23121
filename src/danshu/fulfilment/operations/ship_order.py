"""Ship what is open of an order in one step: note, stock-out, hand-over (FUL-009, FUL-010)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from danshu.fulfilment.lifecycle import PickState
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.operations.hand_over_shipment import hand_over_shipment
from danshu.fulfilment.permissions import SHIP
from danshu.kit.actor import Actor
from danshu.kit.operation import operation


@operation("fulfilment.ship_order", permission=SHIP, label=("发货", "Ship order"))
def ship_order(
    *,
    order_id: int,
    joined_order_ids: Sequence[int] = (),
    carrier_id: int | None,
    tracking_number: str,
    quantities: Mapping[int, Decimal] | None = None,
    warehouse_id: int | None = None,
    boxes: int = 1,
    duplicate_confirmed: bool = False,
    actor: Actor,
    at: datetime,
) -> Shipment:
    """Ship quantities (order line id -> quantity, default everything open of one warehouse) at once.
    `joined_order_ids`: other orders of the same consignee in the same parcel.

    Refuses what creating, confirming and handing over a note refuse; then nothing has happened.
    """
    shipment = create_shipment.within(
        order_id=order_id, joined_order_ids=joined_order_ids, quantities=quantities, warehouse_id=warehouse_id,
        boxes=boxes, actor=actor, at=at,
    )  # fmt: skip
    # packed in the same step: whoever ships like this has the goods in his hands
    shipment.pick_state = PickState.PACKED
    shipment.save(update_fields=["pick_state"])
    confirm_shipment.within(shipment_id=shipment.pk, actor=actor, at=at)
    return hand_over_shipment.within(
        shipment_id=shipment.pk, carrier_id=carrier_id, tracking_number=tracking_number,
        duplicate_confirmed=duplicate_confirmed, actor=actor, at=at,
    )  # fmt: skip
