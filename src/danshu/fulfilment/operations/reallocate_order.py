"""Move the reservation of an order's open lines to another warehouse (FUL-001)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.fulfilment.kinds import SHIPPED_KINDS
from danshu.fulfilment.models import ShipmentLine
from danshu.fulfilment.permissions import ALLOCATE
from danshu.inventory.queries import warehouses_for
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem, IllegalTransition
from danshu.kit.operation import operation
from danshu.sales.changing import change_order
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order, order_lines
from danshu.sales.reallocation import move_claims
from danshu.sales.records import Order


@operation("fulfilment.reallocate_order", permission=ALLOCATE, label=("改派仓库", "Reallocate order"))
def reallocate_order(*, order_id: int, warehouse_id: int, reason: str, actor: Actor, at: datetime) -> Order:
    """Reserve the lines that nothing was put on a note of in another warehouse instead.

    Raises FieldErrors (reason, warehouse), IllegalTransition unless approved or in progress, StockShort, NotFound.
    """
    problems = []
    if not reason.strip():
        problems.append(FieldProblem("reason", "required", _("请写明改派原因")))
    order = locked_order(order_id, actor=actor, permission=ALLOCATE)
    if warehouse_id not in {w.id for w in warehouses_for(None)}:
        problems.append(FieldProblem("warehouse", "unknown", _("仓库不存在或已停用")))
    if problems:
        raise FieldErrors(problems)
    if order.status not in (OrderStatus.APPROVED, OrderStatus.IN_PROGRESS):
        raise IllegalTransition(label=order.number, state=OrderStatus(order.status).label, target=_("改派仓库"))
    noted = set(
        ShipmentLine.objects.filter(shipment__order_id=order.pk)
        .exclude(shipment__status="reversed")
        .values_list("order_line_id", flat=True)
    )
    lines = [x for x in order_lines(order) if x.kind in SHIPPED_KINDS and x.pk not in noted]
    moving = [line for line in lines if line.warehouse_id != warehouse_id]
    if moving:
        before = {f"line.{x.position}.warehouse_id": (x.warehouse_id, warehouse_id) for x in moving}
        move_claims(order, moving, warehouse_id, actor=actor, at=at)
        change_order(order, {}, actor=actor, at=at, reason=reason, extra=before)
    return order
