"""Record where a parcel is (FUL-012)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.fulfilment.lifecycle import ShipmentStatus, TrackingKind
from danshu.fulfilment.loading import locked_shipment
from danshu.fulfilment.models import Shipment, TrackingEvent
from danshu.fulfilment.permissions import SHIP
from danshu.fulfilment.receiving import sign
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, IllegalTransition
from danshu.kit.operation import operation

UNDER_WAY = (ShipmentStatus.IN_DELIVERY, ShipmentStatus.SIGNED)


@operation("fulfilment.record_tracking", permission=SHIP, label=("登记物流动态", "Record tracking"))
def record_tracking(
    *,
    shipment_id: int,
    kind: str,
    happened_at: datetime,
    place: str = "",
    remark: str = "",
    signed_by: str = "",
    actor: Actor,
    at: datetime,
) -> Shipment:
    """Add an event with time and place; "signed" confirms receipt by the carrier's word (FUL-014).

    Raises FieldErrors (kind, a time before the hand-over or in the future, lengths), IllegalTransition for a note
    that is not on its way, NotFound.
    """
    orders, shipment = locked_shipment(shipment_id, actor=actor, permission=SHIP)
    if shipment.status not in UNDER_WAY:
        raise IllegalTransition(
            label=shipment.number, state=shipment.get_status_display(), target=ShipmentStatus.IN_DELIVERY.label
        )
    _require_input(shipment, kind, happened_at, place, remark, at)
    event = TrackingEvent.objects.create(
        shipment=shipment, kind=kind, happened_at=happened_at, place=place.strip(), remark=remark.strip(),
        recorded_at=at, recorded_by_name=actor.name,
    )  # fmt: skip
    told = " ".join(filter(None, (str(event.get_kind_display()), event.place, event.remark)))
    current_context().changed(
        "fulfilment.shipment", shipment.pk, label=shipment.number, changes={"tracking": (None, told)}
    )
    if kind == TrackingKind.SIGNED and shipment.status == ShipmentStatus.IN_DELIVERY:
        who = signed_by.strip() or shipment.recipient or shipment.customer_name
        where = " ".join(filter(None, (event.place, event.remark)))
        evidence = _("物流签收：%(told)s") % {"told": where} if where else _("物流签收")
        sign(orders, shipment, signed_by=who, evidence=evidence, actor=actor, at=at)
    return shipment


def _require_input(shipment: Shipment, kind: str, happened_at: datetime, place: str, remark: str, at: datetime) -> None:
    problems = []
    if kind not in TrackingKind.values:
        problems.append(FieldProblem("kind", "required", _("请选择物流动态")))
    if happened_at > at or (shipment.handed_over_at and happened_at < shipment.handed_over_at):
        text = _("时间应在交运之后、现在之前")
        problems.append(FieldProblem("happened_at", "range", text))
    if len(place.strip()) > 100:
        problems.append(FieldProblem("place", "too_long", _("最多 %(limit)s 个字") % {"limit": 100}))
    if len(remark.strip()) > 300:
        problems.append(FieldProblem("remark", "too_long", _("最多 %(limit)s 个字") % {"limit": 300}))
    if problems:
        raise FieldErrors(problems)
