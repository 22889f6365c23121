"""The shipping note: confirm, hand over, reverse, confirm receipt; picking has its own file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.audit.queries import history
from danshu.files.web.part import attachments, note_form, with_notes
from danshu.fulfilment.lifecycle import PickState, ShipmentStatus
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.hand_over_shipment import DuplicateTracking, hand_over_shipment
from danshu.fulfilment.operations.reverse_shipment import reverse_shipment
from danshu.fulfilment.permissions import CONFIRM_RECEIPT, PICK, SHIP, VIEW_SHIPMENT
from danshu.fulfilment.queries import noted_lines, shipment_by_number
from danshu.fulfilment.statuses import PICK_STATUSES, SHIPMENT_STATUSES
from danshu.fulfilment.web.confirming import seen
from danshu.fulfilment.web.lists import SHIPMENTS, shipment_url
from danshu.fulfilment.web.printing import print_actions, print_cards
from danshu.fulfilment.web.shipping import ask_duplicate, carriers, follow_delivery, handed
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.reasons import reason_text
from danshu.kit.web import ActorRequest, allowed_to
from danshu.reminders.web.part import reminder_card
from danshu.tasks.web.part import task_card
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link, Step
from danshu.ui.fields import ChoiceField, TextField
from danshu.ui.formats import date_text, quantity_text
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import render_page

S = ShipmentStatus


def _url(name: str, number: str) -> str:
    return reverse(f"fulfilment:{name}", args=[number])


@allowed_to(VIEW_SHIPMENT)
def shipment_detail(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one note."""
    note = shipment_by_number(request.actor, number)
    lines = noted_lines(note)
    total = sum((line.quantity for line in lines), Decimal(0))
    page = DetailPage(
        title=note.number,
        status=SHIPMENT_STATUSES[note.status],
        subtitle=note.customer_name,
        actions=_actions(note, request.actor),
        steps=_steps(note),
        steps_label=_("发货进度"),
        facts=[Fact(label=_("仓库"), value=note.warehouse.name),
               Fact(label=_("拣货"), value=str(PICK_STATUSES[note.pick_state])),
               Fact(label=_("件数 / 箱数"), lead=quantity_text(total), value=str(note.boxes),
                    note=_packed_as(note)),
               Fact(label=_("运单号"), value=note.tracking_number or "—", note=str(note.carrier or ""))],
        cards=[*_cards(note), task_card(request.actor, "fulfilment.shipment", note.pk),
               reminder_card(request.actor, "fulfilment.shipment", note.pk), *print_cards(note, request.actor)],
        parts=[attachments(request, "fulfilment.shipment", note.pk)],
        say=note_form(request, "fulfilment.shipment", note.pk),
        timeline=with_notes("fulfilment.shipment", note.pk, history("fulfilment.shipment", note.pk)),
        breadcrumb=[(pgettext("列表", "发货单"), back_url(request, "fulfilment.shipments", reverse("fulfilment:shipment_list")))],
        neighbours=neighbours(request, SHIPMENTS, request.actor, note, shipment_url),
    )  # fmt: skip
    context = {"page": page, "note": note, "lines": lines, "events": list(note.tracking.all())}
    return render_page(request, "fulfilment/shipment.html", context)


def note_subject(note: Shipment) -> list[Fact]:
    """What a short form about the note concerns."""
    return [
        Fact(label=_("发货单"), value=note.number, note=str(SHIPMENT_STATUSES[note.status])),
        Fact(label=_("订单"), value=note.orders_text),
        Fact(label=_("客户"), value=note.customer_name),
        Fact(
            label=_("件数 / 箱数"),
            value=quantity_text(sum((line.quantity for line in note.lines.all()), Decimal(0))),
            note=f"/ {note.boxes}",
        ),
        Fact(label=_("运单号"), value=note.tracking_number or "—", note=str(note.carrier or "")),
    ]


def _packed_as(note: Shipment) -> str:
    weight = f"{note.weight_kg.normalize():f} kg" if note.weight_kg else ""
    return " · ".join(filter(None, (weight, note.package_size)))


def _cards(note: Shipment) -> list[Card]:
    orders = [Link(label=each, url=reverse("sales:order", args=[each])) for each in note.order_numbers]
    delivery = [(_("地址"), note.delivery_address or "—"), (_("收货人"), note.recipient or "—"),
                (_("电话"), note.shown_recipient_phone or "—")]  # fmt: skip
    cards = [Card(title=_("订单"), links=orders), Card(title=_("收货"), pairs=delivery)]
    if note.signed_at:
        signed = [(_("签收人"), reason_text(note.signed_by)), (_("签收时间"), date_text(note.signed_at)),
                  (_("签收凭据"), reason_text(note.evidence) or "—")]  # fmt: skip
        cards.append(Card(title=_("签收"), pairs=signed))
    return cards


def _steps(note: Shipment) -> list[Step]:
    """From the draft to the signature."""
    taken = [
        (_("已制单"), note.created_at, ""),
        (_("确认出库"), note.confirmed_at, note.shipper_name),
        (_("交运"), note.handed_over_at, str(note.carrier or "")),
        (_("签收"), note.signed_at, reason_text(note.signed_by)),
    ]
    if note.status == S.REVERSED:
        bar = [Step(label=label, note=date_text(at), state="done") for label, at, _who in taken if at]
        return [*bar, Step(label=_("已冲销"), note=date_text(note.reversed_at), state="bad")]
    bar, now_found = [], False
    for label, at, who in taken:
        state = "done" if at else "" if now_found else "now"
        now_found = now_found or state == "now"
        bar.append(Step(label=label, note=" ".join(filter(None, (who, date_text(at) if at else ""))), state=state))
    return bar


def _actions(note: Shipment, actor: Actor) -> list[Action]:
    made = []
    unpacked = note.pick_state != PickState.PACKED
    if actor.can(PICK) and note.status == S.DRAFT and unpacked:
        made.append(Action(label=_("拣货打包"), url=_url("picking", note.number), tone="primary"))
        sheet = f"{reverse('fulfilment:picking_list')}?note={note.number}"
        made.append(Action(label=_("拣货清单"), url=sheet, menu=True))
    if actor.can(SHIP) and note.status == S.DRAFT:
        # what nobody noted as picked and packed is asked about once, the rest leaves with one press
        made.append(Action(label=_("确认出库"), url=_url("note_confirm", note.number),
                           method="dialog" if unpacked else "post",
                           fields={} if unpacked else seen(note)))  # fmt: skip
        if unpacked:
            made.append(Action(label=_("修改"), url=_url("note_edit", note.number), key="E"))
        made.append(Action(label=_("删除"), url=_url("note_delete", note.number), method="dialog", tone="danger"))
    if actor.can(SHIP) and note.status == S.CONFIRMED:
        made.append(Action(label=_("交运"), url=_url("hand_over", note.number), tone="primary"))
        made.append(Action(label=_("冲销"), url=_url("note_reverse", note.number), method="dialog", tone="danger"))
    if actor.can(SHIP) and note.status in (S.IN_DELIVERY, S.SIGNED):
        made.append(Action(label=_("登记物流动态"), url=_url("tracking_new", note.number)))
    if actor.can(CONFIRM_RECEIPT) and note.status == S.IN_DELIVERY:
        made.append(Action(label=_("确认收货"), url=_url("receive", note.number), tone="primary"))
    return made + print_actions(note, actor)


class HandOverForm(Form):
    """Carrier and tracking number."""

    sections = [Section(gettext_lazy("交运"), ["carrier", "tracking_number:2", "duplicate:4"])]
    carrier = ChoiceField(label=gettext_lazy("物流公司"), choices=carriers)
    tracking_number = TextField(label=gettext_lazy("运单号"), max_length=60)


@allowed_to(SHIP)
def hand_over(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: give the parcel to the carrier."""
    note = shipment_by_number(request.actor, number, SHIP)
    form = HandOverForm(posted(request))
    follow_delivery(form, note.order)
    if "duplicate" in form.data:
        ask_duplicate(form)

    def save() -> str:
        given: dict[str, Any] = form.values
        try:
            hand_over_shipment.keyed(form.token)(
                shipment_id=note.pk, **handed(form),
                duplicate_confirmed=bool(given.get("duplicate")), actor=request.actor, at=now(),
            )  # fmt: skip
        except DuplicateTracking:
            ask_duplicate(form)
            raise
        done(request, _("发货单 %(number)s 已交运") % {"number": number})
        return _url("shipment", number)

    title = _("交运 · %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=_url("shipment", number),
                     context={"subject": note_subject(note)})  # fmt: skip


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
