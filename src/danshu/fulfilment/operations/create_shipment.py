"""Make a shipping note of an order, as a draft (FUL-004)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.fulfilment.kinds import SHIPPED_KINDS
from danshu.fulfilment.models import Shipment, ShipmentLine
from danshu.fulfilment.numbers import SHIPMENT_SERIES
from danshu.fulfilment.permissions import SHIP
from danshu.fulfilment.queries import open_quantities
from danshu.fulfilment.rules import require_shippable
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.numbering.operations.next_numbers import next_numbers
from danshu.sales.loading import locked_order, order_lines
from danshu.sales.records import Order, OrderLine


@operation("fulfilment.create_shipment", permission=SHIP, label=("新建发货单", "Create shipping note"))
def create_shipment(
    *,
    order_id: int,
    quantities: Mapping[int, Decimal] | None = None,
    warehouse_id: int | None = None,
    remark: str = "",
    boxes: int = 1,
    actor: Actor,
    at: datetime,
) -> Shipment:
    """Put quantities (order line id -> quantity) on a new note; without them everything that is still open.

    `warehouse_id` limits "everything" to one warehouse; all lines of a note come from one. Raises NotFound,
    Blocked (status, unpaid, open exception), FieldErrors for quantities over what is open on other notes.
    """
    order = locked_order(order_id, actor=actor, permission=SHIP)
    require_shippable(order)
    lines = [line for line in order_lines(order) if line.kind in SHIPPED_KINDS]
    wanted = _wanted(lines, open_quantities([order.pk]), quantities, warehouse_id)
    chosen = [line for line in lines if line.pk in wanted]
    warehouse = _one_warehouse(chosen)
    shipment = _insert(order, warehouse, remark, boxes, actor=actor, at=at)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(
            shipment=shipment, order_line_id=line.pk, item_id=line.item_id, position=line.position,
            item_code=line.item_code, item_name=line.item_name, specification=line.specification,
            unit_name=line.unit_name, quantity=wanted[line.pk],
        )
        for line in chosen
    )  # fmt: skip
    changes = {f"line.{line.position}": (None, wanted[line.pk]) for line in chosen}
    current_context().changed("fulfilment.shipment", shipment.pk, label=shipment.number, changes=changes)
    current_context().changed(
        "sales.order", order.pk, label=order.number, changes={"shipment": (None, shipment.number)}
    )
    return shipment


def _wanted(
    lines: list[OrderLine],
    still_open: Mapping[int, Decimal],
    quantities: Mapping[int, Decimal] | None,
    warehouse_id: int | None,
) -> dict[int, Decimal]:
    if quantities is None:
        first = warehouse_id or next((line.warehouse_id for line in lines if still_open.get(line.pk)), None)
        wanted = {x.pk: still_open.get(x.pk, Decimal(0)) for x in lines if x.warehouse_id == first}
        wanted = {pk: quantity for pk, quantity in wanted.items() if quantity > 0}
    else:
        wanted = {pk: quantity for pk, quantity in quantities.items() if quantity}
    known = {line.pk: line for line in lines}
    problems = []
    for pk, quantity in wanted.items():
        limit = still_open.get(pk, Decimal(0)) if pk in known else Decimal(0)
        if not 0 < quantity <= limit:
            text = _("可发数量是 %(limit)s") % {"limit": f"{limit.normalize():f}"}
            problems.append(FieldProblem(f"quantity-{pk}", "range", text))
    if not wanted:
        problems.append(FieldProblem("lines", "required", _("没有可发的数量，或都已在其他发货单上")))
    if problems:
        raise FieldErrors(problems)
    return wanted


def _one_warehouse(lines: list[OrderLine]) -> int:
    warehouses = {line.warehouse_id for line in lines}
    if len(warehouses) != 1 or None in warehouses:
        text = _("一张发货单只能从一个仓库发货，请按仓库分开")
        raise FieldErrors([FieldProblem("warehouse", "several", text)])
    return int(warehouses.pop() or 0)


def _insert(order: Order, warehouse_id: int, remark: str, boxes: int, *, actor: Actor, at: datetime) -> Shipment:
    return Shipment.objects.create(
        number=next_numbers(SHIPMENT_SERIES, count=1, at=at)[0],
        order_id=order.pk,
        order_number=order.number,
        customer_name=order.customer_name,
        unit_id=order.unit_id,
        owner_id=order.owner_id,
        warehouse_id=warehouse_id,
        recipient=order.recipient,
        recipient_phone=order.recipient_phone,
        delivery_address=order.delivery_address,
        remark=remark[:500],
        boxes=max(boxes, 1),
        created_at=at,
        updated_at=at,
        updated_by_name=actor.name,
    )
