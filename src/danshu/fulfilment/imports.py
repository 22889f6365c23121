"""Shipping in a batch: the carrier's sheet of tracking numbers (FUL-009, SYS-009)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.dictionaries.queries import choices
from danshu.exchange.fields import Field
from danshu.exchange.importing import (
    Action,
    Group,
    ImportContext,
    Imported,
    ImportKind,
    Kept,
    Outcome,
    Policy,
    Problem,
    Ref,
    Row,
    register_kind,
)
from danshu.fulfilment.dictionaries import CARRIER
from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.hand_over_shipment import hand_over_shipment
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.fulfilment.permissions import SHIP
from danshu.sales.queries import order_by_number


class TrackingImport(ImportKind):
    """One row ships one note, or all that is open of one order, with its carrier and tracking number."""

    code, label, permission = "tracking", gettext_lazy("批量发货（运单号）"), SHIP
    fields = (
        Field("number", gettext_lazy("单号"), required=True, max_length=40, example="SO-260918-0001",
              hint=gettext_lazy("发货单号或订单号"),
              synonyms=("发货单号", "订单号", "订单编号", "order number", "order", "note")),
        Field("carrier", gettext_lazy("物流公司"), required=True, max_length=60,
              synonyms=("快递公司", "承运商", "carrier", "courier")),
        Field("tracking_number", gettext_lazy("运单号"), required=True, max_length=60,
              synonyms=("快递单号", "物流单号", "tracking number", "tracking", "waybill")),
    )  # fmt: skip
    match_key = ("number", "tracking_number")
    policies = (Policy.SKIP,)

    def prepare(self, context: ImportContext) -> None:
        """The valid carriers by name."""
        context.state["carriers"] = {label.casefold(): key for key, label in choices(CARRIER)}

    def check(self, groups: Sequence[Group], context: ImportContext) -> Iterable[Problem]:
        """Unknown carriers; everything else is tried by the dry run itself."""
        return [_no_carrier(group.first) for group in groups if _carrier(group.first, context) is None]

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        """Ship row by row; what shipping refuses is refused with its words."""
        return [self._ship(group.first, context) for group in groups]

    def _ship(self, row: Row, context: ImportContext) -> Outcome:
        carrier = _carrier(row, context)
        if carrier is None:
            return Outcome(Action.REFUSED, problems=[_no_carrier(row)])
        note = Shipment.objects.visible_to(context.actor, SHIP).filter(number=row["number"]).first()
        handed = {"carrier_id": carrier, "tracking_number": row["tracking_number"]}
        if note is None and self._is_out(row, context):
            return Outcome(Action.SKIPPED)
        if note is None:
            order = order_by_number(context.actor, row["number"], SHIP)
            note = ship_order.within(order_id=order.pk, **handed, actor=context.actor, at=context.at)
        elif note.tracking_number == row["tracking_number"]:
            return Outcome(Action.SKIPPED)
        else:
            if note.status == ShipmentStatus.DRAFT:
                confirm_shipment.within(shipment_id=note.pk, actor=context.actor, at=context.at)
            note = hand_over_shipment.within(shipment_id=note.pk, **handed, actor=context.actor, at=context.at)
        ref = Ref("fulfilment.shipment", note.pk, Action.UPDATED, note.number, note.version)
        return Outcome(Action.UPDATED, [ref])

    def _is_out(self, row: Row, context: ImportContext) -> bool:
        """The order went out under this number before: the same file twice ships once."""
        sent = Shipment.objects.visible_to(context.actor, SHIP).exclude(status=ShipmentStatus.REVERSED)
        return sent.filter(order_number=row["number"], tracking_number=row["tracking_number"]).exists()

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        """What the carrier has is not taken back."""
        return [[Kept(ref, _("已经交运，不能撤销；货物退回时走退货")) for ref in group.refs] for group in groups]

    def link(self, ref: Ref) -> str:
        """The note's page."""
        return reverse("fulfilment:shipment", args=[ref.label])


def _no_carrier(row: Row) -> Problem:
    text = _("没有物流公司「%(name)s」") % {"name": row["carrier"] or ""}
    return Problem(row.number, "carrier", "unknown_carrier", text, _("物流公司不存在"))


def _carrier(row: Row, context: ImportContext) -> int | None:
    known: dict[str, int] = context.state["carriers"]
    return known.get((row["carrier"] or "").casefold())


register_kind(TrackingImport())
