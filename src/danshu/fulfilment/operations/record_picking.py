"""Pick and pack a note; what is missing becomes an exception of the order (FUL-002)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danshu.fulfilment.amounts import Portion, fineness_problems
from danshu.fulfilment.changing import change_shipment
from danshu.fulfilment.joining import by_order, settle_orders
from danshu.fulfilment.lifecycle import PickState, ShipmentStatus
from danshu.fulfilment.loading import locked_shipment
from danshu.fulfilment.models import Shipment, ShipmentLine
from danshu.fulfilment.permissions import PICK
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem, IllegalTransition
from danshu.kit.operation import operation
from danshu.kit.words import clauses, listed
from danshu.sales.operations.record_exception import record_exception


@operation("fulfilment.record_picking", permission=PICK, label=("拣货打包", "Pick and pack"))
def record_picking(
    *,
    shipment_id: int,
    picked: Mapping[int, Decimal],
    pack: bool = False,
    short_reason: str = "",
    boxes: int | None = None,
    weight_kg: Decimal | None = None,
    package_size: str = "",
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Shipment:
    """Record picked quantities (note line id -> quantity); with `pack` the note is closed into boxes.

    Packing with a quantity missing needs `short_reason`: the note keeps what was picked and an exception is opened on
    each order that misses something. Raises FieldErrors, NotFound, EditConflict, IllegalTransition for a note that is no draft or packed.
    """
    _orders, shipment = locked_shipment(shipment_id, actor=actor, permission=PICK, version=version)
    _require_unpacked(shipment, pack=pack)
    lines = list(shipment.lines.select_related("order_line").order_by("position"))
    _set_picked(lines, picked)
    short = [line for line in lines if line.picked_quantity < line.quantity]
    if pack and short:
        _accept_short(shipment, lines, short, short_reason, actor=actor, at=at)
    ShipmentLine.objects.bulk_update(lines, ["picked_quantity", "quantity"])
    complete = all(line.picked_quantity == line.quantity for line in lines)
    state = PickState.PACKED if pack else PickState.PICKED if complete else PickState.PICKING
    values = {
        "pick_state": str(state), "boxes": boxes or shipment.boxes, "weight_kg": weight_kg,
        "package_size": package_size.strip()[:60],
    }  # fmt: skip
    extra: dict[str, tuple[Any, Any]] = {f"line.{x.position}.picked_quantity": (None, x.picked_quantity) for x in lines}
    extra |= settle_orders(shipment)
    change_shipment(shipment, values, actor=actor, at=at, reason=short_reason, extra=extra)
    return shipment


def _require_unpacked(shipment: Shipment, *, pack: bool) -> None:
    is_draft = shipment.status == ShipmentStatus.DRAFT
    if is_draft and shipment.pick_state != PickState.PACKED:
        return
    state = shipment.get_pick_state_display() if is_draft else shipment.get_status_display()
    target = PickState.PACKED.label if pack else PickState.PICKED.label
    raise IllegalTransition(label=shipment.number, state=state, target=target)


def _set_picked(lines: list[ShipmentLine], picked: Mapping[int, Decimal]) -> None:
    unknown = picked.keys() - {line.pk for line in lines}
    problems = [FieldProblem(f"picked-{pk}", "unknown", _("这一行不在这张发货单上")) for pk in sorted(unknown)]
    fitting = []
    for line in lines:
        quantity = picked.get(line.pk, line.picked_quantity)
        if not 0 <= quantity <= line.quantity:
            text = _("拣货数量应在 0 到 %(limit)s 之间") % {"limit": f"{line.quantity.normalize():f}"}
            problems.append(FieldProblem(f"picked-{line.pk}", "range", text))
        else:
            line.picked_quantity = quantity
            fitting.append(Portion(f"picked-{line.pk}", line.item_id, quantity, line.quantity))
    if problems := problems + fineness_problems(fitting):
        raise FieldErrors(problems)


def _accept_short(
    shipment: Shipment, lines: list[ShipmentLine], short: list[ShipmentLine], reason: str, *, actor: Actor, at: datetime
) -> None:
    if not reason.strip():
        text = _("%(codes)s 没有拣齐，打包前请写明短拣原因")
        codes = listed(line.item_code for line in short)
        raise FieldErrors([FieldProblem("short_reason", "required", text % {"codes": codes})])
    if all(line.picked_quantity == 0 for line in lines):
        raise FieldErrors([FieldProblem("picked", "nothing", _("什么都没有拣到，不能打包"))])
    for order_id, own in sorted(by_order(short).items()):
        missing = clauses(f"{x.item_code} {x.quantity - x.picked_quantity:f}" for x in own)
        record_exception.within(
            order_id=order_id, exception_type="unavailable", actor=actor, at=at,
            description=(_("短拣：%(missing)s。%(reason)s") % {"missing": missing, "reason": reason})[:500],
        )  # fmt: skip
    for line in short:
        if line.picked_quantity == 0:
            line.delete()
            lines.remove(line)
        else:
            line.quantity = line.picked_quantity
