"""Loads orders and shipping notes for operations, locked in the order of CC-2: the order first."""

from __future__ import annotations

from danshu.fulfilment.joining import order_ids_of
from danshu.fulfilment.models import Shipment
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound, StaleState
from danshu.kit.locks import lock
from danshu.kit.versions import require_version
from danshu.sales.loading import locked_order, locked_orders
from danshu.sales.records import Order


def locked_shipment(
    shipment_id: int,
    *,
    actor: Actor,
    permission: str,
    version: int | None = None,
    seen_status: str | None = None,
) -> tuple[list[Order], Shipment]:
    """The orders of a note (the first one first) and the note, all locked, if the note exists for the actor under the
    permission. Orders leave a note, they never join one later: those locked here are at least those on it.

    Raises NotFound, EditConflict, StaleState.
    """
    visible = Shipment.objects.visible_to(actor, permission)
    found = visible.filter(pk=shipment_id).only("order_id", "joined_numbers").first()
    if found is None:
        raise NotFound()
    # whoever may handle the note may move its orders along
    if found.joined_numbers:
        orders = locked_orders(order_ids_of(found))
    else:
        orders = {found.order_id: locked_order(found.order_id, actor=Actor.system())}
    shipment = lock(visible.filter(pk=shipment_id)).first()
    if shipment is None:
        raise NotFound()
    if seen_status is not None and shipment.status != seen_status:
        raise StaleState(label=shipment.number, state=shipment.get_status_display())
    require_version(shipment, version)
    return _on_it(shipment, found, orders), shipment


def _on_it(shipment: Shipment, found: Shipment, orders: dict[int, Order]) -> list[Order]:
    """The locked orders that are on the note still, the first one first."""
    still = order_ids_of(shipment) if found.joined_numbers else [shipment.order_id]
    return [orders[pk] for pk in sorted(still, key=lambda pk: (pk != shipment.order_id, pk))]
