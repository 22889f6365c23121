"""The shipping note: pick, confirm, hand over, reverse, confirm receipt."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danshu.audit.queries import history
from danshu.fulfilment.lifecycle import PickState, ShipmentStatus
from danshu.fulfilment.models import Shipment, ShipmentLine
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.hand_over_shipment import hand_over_shipment
from danshu.fulfilment.operations.record_picking import record_picking
from danshu.fulfilment.operations.reverse_shipment import reverse_shipment
from danshu.fulfilment.permissions import CONFIRM_RECEIPT, PICK, SHIP, VIEW_SHIPMENT
from danshu.fulfilment.queries import shipment_by_number
from danshu.fulfilment.statuses import PICK_STATUSES, SHIPMENT_STATUSES
from danshu.fulfilment.web.shipping import carriers
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link
from danshu.ui.fields import ChoiceField, IntegerField, QuantityField, RemarkField, TextField
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

S = ShipmentStatus


def _url(name: str, number: str) -> str:
    return reverse(f"fulfilment:{name}", args=[number])


@allowed_to(VIEW_SHIPMENT)
def shipment_detail(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one note."""
    note = shipment_by_number(request.actor, number)
    lines = list(note.lines.order_by("position"))
    page = DetailPage(
        title=note.number,
        status=SHIPMENT_STATUSES[note.status],
        subtitle=note.customer_name,
        actions=_actions(note, request.actor),
        facts=[Fact(label=_("仓库"), value=note.warehouse.name),
               Fact(label=_("拣货"), value=str(PICK_STATUSES[note.pick_state])),
               Fact(label=_("箱数"), value=str(note.boxes)),
               Fact(label=_("运单号"), value=note.tracking_number or "—", note=str(note.carrier or ""))],
        cards=[Card(title=_("订单"), links=[Link(label=note.order_number,
                                               url=reverse("sales:order", args=[note.order_number]))]),
               Card(title=_("收货"), pairs=[(_("地址"), note.delivery_address or "—"),
                                          (_("收货人"), note.recipient or "—"),
                                          (_("电话"), note.recipient_phone or "—"),
                                          (_("签收人"), note.signed_by or "—")])],
        timeline=history("fulfilment.shipment", note.pk),
        breadcrumb=[(_("发货单"), back_url(request, "fulfilment.shipments", reverse("fulfilment:shipment_list")))],
    )  # fmt: skip
    return render_page(request, "fulfilment/shipment.html", {"page": page, "note": note, "lines": lines})


def _actions(note: Shipment, actor: Actor) -> list[Action]:
    made = []
    if actor.can(PICK) and note.status == S.DRAFT and note.pick_state != PickState.PACKED:
        made.append(Action(label=_("拣货打包"), url=_url("picking", note.number), tone="primary"))
    if actor.can(SHIP) and note.status == S.DRAFT:
        made.append(Action(label=_("确认出库"), url=_url("note_confirm", note.number), method="post",
                           fields={"seen_status": note.status}))  # fmt: skip
    if actor.can(SHIP) and note.status == S.CONFIRMED:
        made.append(Action(label=_("交运"), url=_url("hand_over", note.number), tone="primary"))
        made.append(Action(label=_("冲销"), url=_url("note_reverse", note.number), method="dialog", tone="danger"))
    if actor.can(CONFIRM_RECEIPT) and note.status == S.IN_DELIVERY:
        made.append(Action(label=_("确认收货"), url=_url("receive", note.number), tone="primary"))
    return made


class PickingForm(Form):
    """Picked quantities, boxes and what is missing."""

    boxes = IntegerField(label=gettext_lazy("箱数"), required=False, min_value=1, max_value=9999)
    weight_kg = QuantityField(label=gettext_lazy("重量（kg）"), required=False, decimal_places=3, min_value=0)
    pack = ChoiceField(
        label=gettext_lazy("打包"), required=False,
        choices=[("yes", gettext_lazy("拣齐并打包")), ("", gettext_lazy("先记录拣货"))],
    )  # fmt: skip
    short_reason = RemarkField(label=gettext_lazy("短拣原因"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, lines: list[ShipmentLine], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.line_ids = [line.pk for line in lines]
        for line in lines:
            hint = _("应拣 %(limit)s %(unit)s") % {"limit": f"{line.quantity.normalize():f}", "unit": line.unit_name}
            self.fields[f"picked-{line.pk}"] = QuantityField(
                label=f"{line.item_code} {line.item_name}", required=False, initial=f"{line.quantity.normalize():f}",
                decimal_places=3, help_text=hint,
                min_value=0,
            )  # fmt: skip


@allowed_to(PICK)
def picking(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: record what was picked."""
    note = shipment_by_number(request.actor, number, PICK)
    form = PickingForm(
        posted(request), lines=list(note.lines.order_by("position")),
        initial={"version": note.version, "boxes": note.boxes, "pack": "yes"},
    )  # fmt: skip

    def save() -> str:
        given: dict[str, Any] = form.values
        record_picking.keyed(form.token)(
            shipment_id=note.pk, picked={pk: given[f"picked-{pk}"] or Decimal(0) for pk in form.line_ids},
            pack=given["pack"] == "yes", short_reason=given["short_reason"] or "", boxes=given["boxes"],
            weight_kg=given["weight_kg"], version=form.seen_version, actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("发货单 %(number)s 的拣货已记录") % {"number": number})
        return _url("shipment", number)

    title = _("拣货打包 · %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=_url("shipment", number))


@require_POST
@allowed_to(SHIP)
def confirm_note(request: ActorRequest, number: str) -> HttpResponse:
    """POST: post the stock-out."""
    note = shipment_by_number(request.actor, number, SHIP)
    confirm_shipment(
        shipment_id=note.pk, seen_status=request.POST.get("seen_status") or None, actor=request.actor, at=now()
    )
    done(request, _("发货单 %(number)s 已出库") % {"number": number})
    return go(request, _url("shipment", number))


class HandOverForm(Form):
    """Carrier and tracking number."""

    carrier = ChoiceField(label=gettext_lazy("物流公司"), choices=carriers)
    tracking_number = TextField(label=gettext_lazy("运单号"), max_length=60)
    duplicate = ChoiceField(
        label=gettext_lazy("运单号重复时"), required=False,
        choices=[("", gettext_lazy("提醒我")), ("yes", gettext_lazy("仍然使用"))],
    )  # fmt: skip


@allowed_to(SHIP)
def hand_over(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: give the parcel to the carrier."""
    note = shipment_by_number(request.actor, number, SHIP)
    form = HandOverForm(posted(request))

    def save() -> str:
        hand_over_shipment.keyed(form.token)(
            shipment_id=note.pk, carrier_id=int(form.values["carrier"]),
            tracking_number=form.values["tracking_number"], duplicate_confirmed=form.values["duplicate"] == "yes",
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("发货单 %(number)s 已交运") % {"number": number})
        return _url("shipment", number)

    title = _("交运 · %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=_url("shipment", number))


class ReceiptForm(Form):
    """Who received it."""

    signed_by = TextField(label=gettext_lazy("签收人"), max_length=100)
    evidence = RemarkField(label=gettext_lazy("签收凭据"))


@allowed_to(CONFIRM_RECEIPT)
def receive(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: confirm receipt (FUL-014)."""
    note = shipment_by_number(request.actor, number, CONFIRM_RECEIPT)
    form = ReceiptForm(posted(request), initial={"signed_by": note.recipient})

    def save() -> str:
        confirm_receipt.keyed(form.token)(
            shipment_id=note.pk, signed_by=form.values["signed_by"], evidence=form.values["evidence"] or "",
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("已确认收货"))
        return _url("shipment", number)

    title = _("确认收货 · %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=_url("shipment", number))


@allowed_to(SHIP)
def reverse_note(request: ActorRequest, number: str) -> HttpResponse:
    """GET: what reversing would do; POST: do it."""
    note = shipment_by_number(request.actor, number, SHIP)

    def impact() -> Impact:
        trial = reverse_shipment.dry_run(shipment_id=note.pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("冲销发货单 %(number)s？") % {"number": number},
            effects=trial.effects,
            do_label=_("冲销发货单"),
            keep_label=_("保留发货单"),
            hint=_("发货单保留，状态为已冲销；可以重新发货"),
        )

    def act(reason: str, key: str) -> str:
        reverse_shipment.keyed(key)(shipment_id=note.pk, reason=reason, actor=request.actor, at=now())
        done(request, _("发货单 %(number)s 已冲销") % {"number": number})
        return _url("shipment", number)

    return confirm(request, impact=impact, act=act, back_url=_url("shipment", number))
