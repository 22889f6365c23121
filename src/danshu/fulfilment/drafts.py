"""Draft notes follow their order: lines that give back their claims leave no draft behind (FUL-001, FUL-004)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.files.removal import forget_records
from danshu.fulfilment.changing import change_shipment, told
from danshu.fulfilment.joining import orders_of, settle_orders
from danshu.fulfilment.lifecycle import PickState, ShipmentStatus
from danshu.fulfilment.models import Shipment, ShipmentLine
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock


def pick_state_of(lines: Sequence[ShipmentLine]) -> str:
    """Where picking of these lines stands before packing."""
    if all(line.picked_quantity == line.quantity for line in lines):
        return str(PickState.PICKED)
    return str(PickState.PICKING if any(line.picked_quantity for line in lines) else PickState.TO_PICK)


def remove_draft(shipment: Shipment, *, reason: str = "") -> None:
    """Delete a draft with its lines; what stood on it is open again. The caller holds the lock."""
    quantities = {
        f"line.{line.position}": (told(line.quantity), None) for line in shipment.lines.order_by("position")
    }  # fmt: skip
    current_context().changed(
        "fulfilment.shipment", shipment.pk, label=shipment.number, changes={"deleted": (False, True), **quantities},
        reason=reason,
    )  # fmt: skip
    for order in orders_of(shipment):
        current_context().changed(
            "sales.order", order.pk, label=order.number, changes={"shipment": (shipment.number, None)}, reason=reason
        )
    forget_records("fulfilment.shipment", [shipment.pk])
    shipment.delete()


def withdraw_drafts(order_line_ids: Sequence[int], *, actor: Actor, at: datetime) -> None:
    """Take lines off the drafts they stand on; a draft left empty is deleted. The caller has locked the order."""
    on_drafts = ShipmentLine.objects.filter(
        order_line_id__in=order_line_ids, shipment__status=ShipmentStatus.DRAFT
    ).values("shipment_id")
    for shipment in lock(Shipment.objects.filter(pk__in=on_drafts)):
        lines = list(shipment.lines.order_by("position"))
        kept = [line for line in lines if line.order_line_id not in order_line_ids]
        text = _("草稿发货单 %(number)s 撤回") % {"number": shipment.number}
        current_context().effect("shipment", text, "warn")
        if not kept:
            remove_draft(shipment)
            continue
        gone = [line for line in lines if line not in kept]
        changes = {f"line.{line.position}": (line.quantity, None) for line in gone}
        ShipmentLine.objects.filter(pk__in=[line.pk for line in gone]).delete()
        left = settle_orders(shipment)
        values = {"pick_state": pick_state_of(kept)}
        change_shipment(shipment, values, actor=actor, at=at, extra={**changes, **left})
