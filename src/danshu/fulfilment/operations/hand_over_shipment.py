"""Hand a confirmed note over to the carrier: from now on it cannot be reversed (FUL-009)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.dictionaries.queries import is_choosable, label_of
from danshu.fulfilment.changing import change_shipment
from danshu.fulfilment.dictionaries import CARRIER
from danshu.fulfilment.events import ShipmentHandedOver
from danshu.fulfilment.handing import HandingOver, handing_over
from danshu.fulfilment.joining import noted_as_facts
from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.loading import locked_shipment
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.permissions import SHIP
from danshu.fulfilment.rules import duplicate_tracking
from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.operation import operation


class DuplicateTracking(DomainError):
    """Another note carries the same tracking number: a warning that must be confirmed."""

    code = "duplicate_tracking"
    message = gettext_lazy("运单号 %(tracking)s 已用在发货单 %(number)s 上")
    way_out = gettext_lazy("核对运单号；确实合并寄出时勾选「仍然使用这个运单号」再确认")


def _problems(handing: HandingOver, carrier_id: int | None, tracking_number: str) -> Iterator[FieldProblem]:
    if carrier_id is None:
        if handing.is_by_courier:
            yield FieldProblem("carrier", "required", _("请选择物流公司"))
    elif not is_choosable(CARRIER, carrier_id):
        yield FieldProblem("carrier", "unknown", _("没有这家物流公司，或已失效"))
    shortest = 1 if handing.needs_waybill(carrier_id) else 0
    if not shortest <= len(tracking_number) <= 60:
        yield FieldProblem("tracking_number", "length", _("请填写运单号，最多 60 个字符"))


@operation("fulfilment.hand_over_shipment", permission=SHIP, label=("交运发货单", "Hand over shipping note"))
def hand_over_shipment(
    *,
    shipment_id: int,
    carrier_id: int | None,
    tracking_number: str,
    duplicate_confirmed: bool = False,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Shipment:
    """Note carrier and tracking number; the customer is told. What the company brings itself and what the customer
    fetches needs neither. Raises FieldErrors (a valid carrier, a number of
    up to 60 characters), DuplicateTracking unless confirmed, NotFound, StaleState, IllegalTransition."""
    tracking_number = tracking_number.strip()
    orders, shipment = locked_shipment(shipment_id, actor=actor, permission=SHIP, seen_status=seen_status)
    if problems := list(_problems(handing_over(orders[0]), carrier_id, tracking_number)):
        raise FieldErrors(problems)
    other = duplicate_tracking(shipment, carrier_id, tracking_number)
    if other and not duplicate_confirmed:
        raise DuplicateTracking(tracking=tracking_number, number=other, field="tracking_number")
    values = {"carrier_id": carrier_id, "tracking_number": tracking_number, "handed_over_at": at}
    change_shipment(shipment, values, actor=actor, at=at, status=ShipmentStatus.IN_DELIVERY)
    publish(
        ShipmentHandedOver(
            aggregate=shipment.ref, version=shipment.version, number=shipment.number, order_id=shipment.order_id,
            order_number=shipment.order_number, orders=noted_as_facts(shipment), carrier=label_of(carrier_id),
            tracking_number=tracking_number,
        )
    )  # fmt: skip
    return shipment
