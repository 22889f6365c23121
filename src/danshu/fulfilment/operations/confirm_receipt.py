"""The customer has the goods (FUL-014)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.fulfilment.changing import change_shipment
from danshu.fulfilment.events import ShipmentSigned
from danshu.fulfilment.kinds import SHIPPED_KINDS
from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.loading import locked_shipment
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.permissions import CONFIRM_RECEIPT
from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.sales.progress import record_quantities


@operation("fulfilment.confirm_receipt", permission=CONFIRM_RECEIPT, label=("确认收货", "Confirm receipt"))
def confirm_receipt(*, shipment_id: int, signed_by: str, evidence: str = "", actor: Actor, at: datetime) -> Shipment:
    """Note who received a shipment and by what evidence; confirming twice has no effect.

    Raises FieldErrors without a name, NotFound, IllegalTransition for a note that is not on its way.
    """
    if not signed_by.strip():
        raise FieldErrors([FieldProblem("signed_by", "required", _("请填写签收人"))])
    order, shipment = locked_shipment(shipment_id, actor=actor, permission=CONFIRM_RECEIPT)
    if shipment.status == ShipmentStatus.SIGNED:
        return shipment
    values = {"signed_at": at, "signed_by": signed_by.strip()[:150], "evidence": evidence.strip()[:500]}
    change_shipment(shipment, values, actor=actor, at=at, reason=evidence, status=ShipmentStatus.SIGNED)
    signed = {line.order_line_id: line.quantity for line in shipment.lines.all()}
    record_quantities(order, signed=signed, shipped_kinds=SHIPPED_KINDS, actor=actor, at=at)
    publish(
        ShipmentSigned(
            aggregate=shipment.ref, version=shipment.version, number=shipment.number, order_id=shipment.order_id,
            order_number=shipment.order_number,
        )
    )  # fmt: skip
    return shipment
