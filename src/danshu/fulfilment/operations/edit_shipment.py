"""Change a draft of a shipping note (FUL-004)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.fulfilment.amounts import Portion, portion_problems
from danshu.fulfilment.changing import change_shipment
from danshu.fulfilment.drafts import pick_state_of
from danshu.fulfilment.joining import settle_orders
from danshu.fulfilment.kinds import SHIPPED_KINDS
from danshu.fulfilment.lifecycle import PickState, ShipmentStatus
from danshu.fulfilment.loading import locked_shipment
from danshu.fulfilment.models import Shipment, ShipmentLine
from danshu.fulfilment.noting import noted_line
from danshu.fulfilment.permissions import SHIP
from danshu.fulfilment.queries import open_quantities
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.sales.loading import order_lines
from danshu.sales.records import Order, OrderLine


class ShipmentClosed(DomainError):
    """What was packed or posted is not changed any more."""

    code = "shipment_closed"
    message = gettext_lazy("发货单 %(number)s 现在是「%(state)s」，不能修改")
    way_out = gettext_lazy("草稿可以删除后重新制单；已确认的在交运前冲销")


@operation("fulfilment.edit_shipment", permission=SHIP, label=("修改发货单", "Edit shipping note"))
def edit_shipment(
    *,
    shipment_id: int,
    quantities: Mapping[int, Decimal],
    boxes: int | None = None,
    remark: str = "",
    version: int | None,
    actor: Actor,
    at: datetime,
) -> Shipment:
    """Put other quantities (order line id -> quantity, 0 takes the line off) on a draft that is not packed; an order of which
    nothing is left is no longer named on it.

    Raises FieldErrors (more than is open, nothing left, another warehouse), ShipmentClosed, EditConflict, NotFound.
    """
    orders, shipment = locked_shipment(shipment_id, actor=actor, permission=SHIP, version=version)
    _require_open(shipment)
    before = {line.order_line_id: line for line in shipment.lines.order_by("position")}
    offered = _offered(orders, shipment)
    wanted = {pk: quantity for pk, quantity in quantities.items() if quantity}
    _require_possible(offered, wanted, before, open_quantities([order.pk for order in orders]))
    changes = _rewrite(shipment, offered, wanted, before) | settle_orders(shipment)
    lines = list(shipment.lines.all())
    values: dict[str, Any] = {"boxes": boxes or shipment.boxes, "remark": remark.strip()[:500]}
    values["pick_state"] = pick_state_of(lines)
    if changes or any(getattr(shipment, name) != new for name, new in values.items()):
        change_shipment(shipment, values, actor=actor, at=at, extra=changes)
    return shipment


def _require_open(shipment: Shipment) -> None:
    if shipment.status != ShipmentStatus.DRAFT:
        raise ShipmentClosed(number=shipment.number, state=shipment.get_status_display())
    if shipment.pick_state == PickState.PACKED:
        raise ShipmentClosed(number=shipment.number, state=shipment.get_pick_state_display())


def _offered(orders: Sequence[Order], shipment: Shipment) -> dict[int, OrderLine]:
    return {
        line.pk: line
        for order in orders
        for line in order_lines(order)
        if line.kind in SHIPPED_KINDS and line.warehouse_id == shipment.warehouse_id
    }


def _require_possible(
    offered: Mapping[int, OrderLine],
    wanted: Mapping[int, Decimal],
    before: Mapping[int, ShipmentLine],
    still_open: Mapping[int, Decimal],
) -> None:
    own = {pk: line.quantity for pk, line in before.items()}
    problems = portion_problems(
        Portion(f"quantity-{pk}", offered[pk].item_id if pk in offered else 0, quantity,
                still_open.get(pk, Decimal(0)) + own.get(pk, Decimal(0)) if pk in offered else Decimal(0))
        for pk, quantity in wanted.items()
    )  # fmt: skip
    if not wanted:
        text = _("至少留一行商品；不需要这张单时请删除")
        problems.append(FieldProblem("lines", "required", text))
    if problems:
        raise FieldErrors(problems)


def _rewrite(
    shipment: Shipment,
    offered: Mapping[int, OrderLine],
    wanted: Mapping[int, Decimal],
    before: Mapping[int, ShipmentLine],
) -> dict[str, tuple[Any, Any]]:
    changes: dict[str, tuple[Any, Any]] = {}
    for pk, line in before.items():
        new = wanted.get(pk)
        if new == line.quantity:
            continue
        changes[f"line.{line.position}"] = (line.quantity, new)
        if new is None:
            line.delete()
        else:
            line.quantity, line.picked_quantity = new, min(line.picked_quantity, new)
            line.save(update_fields=["quantity", "picked_quantity"])
    last = max(line.position for line in before.values())
    for place, pk in enumerate(sorted(wanted.keys() - before.keys()), last + 1):
        added = noted_line(shipment, offered[pk], wanted[pk], position=place if shipment.joined_numbers else None)
        added.save(force_insert=True)
        changes[f"line.{added.position}"] = (None, wanted[pk])
    return changes
