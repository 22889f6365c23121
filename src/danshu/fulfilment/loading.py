"""Loads orders and shipping notes for operations, locked in the order of CC-2: the order first."""

from __future__ import annotations

from danshu.fulfilment.models import Shipment
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound, StaleState
from danshu.kit.locks import lock
from danshu.kit.versions import require_version
from danshu.sales.loading import locked_order
from danshu.sales.records import Order


def locked_shipment(
    shipment_id: int,
    *,
    actor: Actor,
    permission: str,
    version: int | None = None,
    seen_status: str | None = None,
) -> tuple[Order, Shipment]:
    """Order and note, both locked, if the note exists for the actor under the permission.

    Raises NotFound, EditConflict, StaleState.
    """
    visible = Shipment.objects.visible_to(actor, permission)
    order_id = visible.filter(pk=shipment_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound()
    # whoever may handle the note may move its order along
    order = locked_order(order_id, actor=Actor.system())
    shipment = lock(visible.filter(pk=shipment_id)).first()
    if shipment is None:
        raise NotFound()
    if seen_status is not None and shipment.status != seen_status:
        raise StaleState(label=shipment.number, state=shipment.get_status_display())
    require_version(shipment, version)
    return order, shipment
