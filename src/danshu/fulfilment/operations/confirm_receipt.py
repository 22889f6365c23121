"""The customer has the goods (FUL-014)."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from danshu.files.operations.add_attachment import add_attachment
from danshu.files.taking import Upload
from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.loading import locked_shipment
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.permissions import CONFIRM_RECEIPT
from danshu.fulfilment.receiving import sign
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation

NOON = time(12)


@operation("fulfilment.confirm_receipt", permission=CONFIRM_RECEIPT, label=("确认收货", "Confirm receipt"))
def confirm_receipt(
    *, shipment_id: int, signed_by: str, evidence: str, signed_date: date | None = None, proof: Upload | None = None,
    actor: Actor, at: datetime,
) -> Shipment:  # fmt: skip
    """Note who received a shipment, on which day and by what evidence; confirming twice has no effect.

    signed_date: when the goods arrived, today when left out; neither in the future nor before the hand-over. proof: the
    signed paper or a photo of it, kept at the note; evidence may then be empty.
    Raises FieldErrors without a name or evidence and for a wrong day, NotFound, IllegalTransition for a note that is
    not on its way, and what refuses an attachment.
    """
    problems = []
    if not signed_by.strip():
        problems.append(FieldProblem("signed_by", "required", _("请填写签收人")))
    if not evidence.strip() and proof is None:
        problems.append(FieldProblem("evidence", "required", _("请写明签收凭据，例如签收单或客户的答复")))
    if signed_date is not None and signed_date > business_date(at):
        problems.append(FieldProblem("signed_date", "in_future", _("签收日期不能晚于今天")))
    if problems:
        raise FieldErrors(problems)
    orders, shipment = locked_shipment(shipment_id, actor=actor, permission=CONFIRM_RECEIPT)
    if shipment.status == ShipmentStatus.SIGNED:
        return shipment
    signed_at = _moment(shipment, signed_date, at)
    words = evidence if evidence.strip() or proof is None else _("见附件 %(name)s") % {"name": proof.name}
    sign(orders, shipment, signed_by=signed_by, evidence=words, signed_at=signed_at, actor=actor, at=at)
    if proof is not None:
        add_attachment.within(kind="fulfilment.shipment", record_id=shipment.pk, upload=proof, actor=actor, at=at)
    return shipment


def _moment(shipment: Shipment, day: date | None, at: datetime) -> datetime:
    """Now for today, else the noon of the day, never before the hand-over."""
    handed = shipment.handed_over_at
    if day is not None and handed is not None and day < business_date(handed):
        text = _("签收日期不能早于交运日期 %(day)s") % {"day": business_date(handed).isoformat()}
        raise FieldErrors([FieldProblem("signed_date", "before_hand_over", text)])
    if day is None or day == business_date(at):
        return at
    noon = datetime.combine(day, NOON, timezone.get_default_timezone())
    return max(noon, handed) if handed else noon
