"""Confirm a shipping note: what was reserved leaves the warehouse (FUL-004, FUL-009)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy

from danshu.fulfilment.changing import change_shipment
from danshu.fulfilment.joining import by_order, require_all_shippable, require_joinable
from danshu.fulfilment.kinds import SHIPPED_KINDS
from danshu.fulfilment.lifecycle import PickState, ShipmentStatus
from danshu.fulfilment.loading import locked_shipment
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.permissions import SHIP
from danshu.fulfilment.stock import stock_needs
from danshu.inventory import claims
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.operation import operation
from danshu.parameters.queries import value
from danshu.sales.progress import record_quantities


class NotPacked(DomainError):
    """Packing is on, and this note is not packed yet."""

    code = "not_packed"
    message = gettext_lazy("发货单 %(number)s 还没有打包")
    way_out = gettext_lazy("先完成拣货和打包，或登记短拣")


@operation("fulfilment.confirm_shipment", permission=SHIP, label=("确认发货单", "Confirm shipping note"))
def confirm_shipment(
    *, shipment_id: int, version: int | None = None, seen_status: str | None = None, actor: Actor, at: datetime
) -> Shipment:
    """Post the stock-out of a draft note, once; the quantities and states of its orders follow.

    Raises NotFound, EditConflict, StaleState, IllegalTransition, NotJoinable when one of several orders goes elsewhere
    by now, Blocked, NotPacked, StockShort.
    """
    orders, shipment = locked_shipment(
        shipment_id, actor=actor, permission=SHIP, version=version, seen_status=seen_status
    )
    require_joinable(orders)
    require_all_shippable(orders)
    if value("packing_required") and shipment.pick_state != PickState.PACKED:
        raise NotPacked(number=shipment.number)
    # what leaves was picked, whether or not somebody recorded it
    shipment.lines.update(picked_quantity=F("quantity"))
    lines = list(shipment.lines.select_related("order_line").order_by("position"))
    values = {"confirmed_at": at, "shipper_name": actor.name, "pick_state": str(PickState.PACKED)}
    change_shipment(shipment, values, actor=actor, at=at, status=ShipmentStatus.CONFIRMED)
    needs = stock_needs(shipment, lines)
    if needs:
        claims.ship(needs, at=at, actor=actor, document=shipment.ref, label=shipment.number)
    on_note = by_order(lines)
    for order in orders:
        shipped = {line.order_line_id: line.quantity for line in on_note[order.pk]}
        record_quantities(order, shipped=shipped, shipped_kinds=SHIPPED_KINDS, actor=actor, at=at)
    return shipment
