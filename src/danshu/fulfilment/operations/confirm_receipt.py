"""The customer has the goods (FUL-014)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.loading import locked_shipment
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.permissions import CONFIRM_RECEIPT
from danshu.fulfilment.receiving import sign
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation


@operation("fulfilment.confirm_receipt", permission=CONFIRM_RECEIPT, label=("确认收货", "Confirm receipt"))
def confirm_receipt(*, shipment_id: int, signed_by: str, evidence: str, actor: Actor, at: datetime) -> Shipment:
    """Note who received a shipment and by what evidence; confirming twice has no effect.

    Raises FieldErrors without a name or evidence, NotFound, IllegalTransition for a note that is not on its way.
    """
    problems = []
    if not signed_by.strip():
        problems.append(FieldProblem("signed_by", "required", _("请填写签收人")))
    if not evidence.strip():
        problems.append(FieldProblem("evidence", "required", _("请写明签收凭据，例如签收单或客户的答复")))
    if problems:
        raise FieldErrors(problems)
    orders, shipment = locked_shipment(shipment_id, actor=actor, permission=CONFIRM_RECEIPT)
    if shipment.status == ShipmentStatus.SIGNED:
        return shipment
    sign(orders, shipment, signed_by=signed_by, evidence=evidence, actor=actor, at=at)
    return shipment
