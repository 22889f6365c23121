"""Take a confirmed note back before pick-up: the goods are in the warehouse and reserved again (FUL-004)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.fulfilment.changing import change_shipment
from danshu.fulfilment.joining import by_order
from danshu.fulfilment.kinds import SHIPPED_KINDS
from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.loading import locked_shipment
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.permissions import SHIP
from danshu.fulfilment.stock import stock_needs
from danshu.inventory import claims
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.sales.progress import record_quantities


@operation("fulfilment.reverse_shipment", permission=SHIP, label=("冲销发货单", "Reverse shipping note"))
def reverse_shipment(
    *, shipment_id: int, reason: str, seen_status: str | None = None, actor: Actor, at: datetime
) -> Shipment:
    """Reverse a confirmed note that the carrier has not got. Raises FieldErrors without a reason, NotFound,
    StaleState, IllegalTransition (already handed over)."""
    if not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("请写明冲销原因"))])
    orders, shipment = locked_shipment(shipment_id, actor=actor, permission=SHIP, seen_status=seen_status)
    lines = list(shipment.lines.select_related("order_line").order_by("position"))
    change_shipment(shipment, {"reversed_at": at}, actor=actor, at=at, reason=reason, status=ShipmentStatus.REVERSED)
    needs = stock_needs(shipment, lines)
    if needs:
        claims.take_back(needs, at=at, actor=actor, document=shipment.ref, label=shipment.number)
    context = current_context()
    for line in lines:
        facts = {"code": line.item_code, "quantity": f"{line.quantity.normalize():f}", "unit": line.unit_name}
        context.effect("stock", _("%(code)s 回到仓库 %(quantity)s %(unit)s，仍为此订单占用") % facts, "info")
    on_note = by_order(lines)
    for order in orders:
        back = {line.order_line_id: -line.quantity for line in on_note[order.pk]}
        record_quantities(order, shipped=back, shipped_kinds=SHIPPED_KINDS, actor=actor, at=at)
    return shipment
