"""Make a shipping note of an order, or of several of one consignee, as a draft (FUL-004)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.fulfilment.amounts import Portion, portion_problems
from danshu.fulfilment.changing import told
from danshu.fulfilment.joining import require_all_shippable, require_joinable
from danshu.fulfilment.kinds import SHIPPED_KINDS
from danshu.fulfilment.models import Shipment, ShipmentLine
from danshu.fulfilment.noting import noted_line
from danshu.fulfilment.numbers import SHIPMENT_SERIES
from danshu.fulfilment.permissions import SHIP
from danshu.fulfilment.queries import open_quantities
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.kit.words import listed
from danshu.numbering.operations.next_numbers import next_numbers
from danshu.sales.loading import locked_visible_orders, order_lines
from danshu.sales.records import Order, OrderLine


@operation("fulfilment.create_shipment", permission=SHIP, label=("新建发货单", "Create shipping note"))
def create_shipment(
    *,
    order_id: int,
    joined_order_ids: Sequence[int] = (),
    quantities: Mapping[int, Decimal] | None = None,
    warehouse_id: int | None = None,
    remark: str = "",
    boxes: int = 1,
    actor: Actor,
    at: datetime,
) -> Shipment:
    """Put quantities (order line id -> quantity) on a new note; without them everything that is still open.

    `joined_order_ids`: orders of the same customer, consignee and address that go in the same parcel. `warehouse_id`
    limits "everything" to one warehouse; all lines of a note come from one. Raises NotFound, NotJoinable,
    TooManyOrders, Blocked (status, unpaid, open exception), FieldErrors for quantities over what is open on other notes
    and for an order without goods on this one.
    """
    orders = locked_visible_orders([order_id, *joined_order_ids], actor=actor, permission=SHIP)
    require_joinable(orders)
    require_all_shippable(orders)
    lines = [line for order in orders for line in order_lines(order) if line.kind in SHIPPED_KINDS]
    still_open = open_quantities([order.pk for order in orders])
    wanted = _wanted(lines, still_open, quantities, warehouse_id)
    chosen = [line for line in lines if line.pk in wanted]
    _require_all_present(orders, chosen)
    shipment = _insert(orders, _one_warehouse(chosen), remark, boxes, actor=actor, at=at)
    noted = [
        noted_line(shipment, line, wanted[line.pk], position=place if len(orders) > 1 else None)
        for place, line in enumerate(chosen, 1)
    ]
    ShipmentLine.objects.bulk_create(noted)
    _tell(shipment, orders, noted)
    return shipment


def _tell(shipment: Shipment, orders: Sequence[Order], noted: Sequence[ShipmentLine]) -> None:
    changes = {f"line.{line.position}": (None, told(line.quantity)) for line in noted}
    current_context().changed("fulfilment.shipment", shipment.pk, label=shipment.number, changes=changes)
    for order in orders:
        current_context().changed(
            "sales.order", order.pk, label=order.number, changes={"shipment": (None, shipment.number)}
        )


def _require_all_present(orders: Sequence[Order], chosen: Sequence[OrderLine]) -> None:
    present = {line.order_id for line in chosen}
    if missing := [order.number for order in orders if order.pk not in present]:
        text = _("订单 %(numbers)s 没有商品在这张发货单上") % {"numbers": listed(missing)}
        raise FieldErrors([FieldProblem("orders", "empty", text)])


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
    problems = portion_problems(
        Portion(f"quantity-{pk}", known[pk].item_id if pk in known else 0, quantity,
                still_open.get(pk, Decimal(0)) if pk in known else Decimal(0))
        for pk, quantity in wanted.items()
    )  # fmt: skip
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


def _insert(
    orders: Sequence[Order], warehouse_id: int, remark: str, boxes: int, *, actor: Actor, at: datetime
) -> Shipment:
    order = orders[0]
    return Shipment.objects.create(
        number=next_numbers(SHIPMENT_SERIES, count=1, at=at)[0],
        order_id=order.pk,
        order_number=order.number,
        joined_numbers=" ".join(other.number for other in orders[1:]),
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
