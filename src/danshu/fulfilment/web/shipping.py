"""From an order: ship at once, make a note to be picked, confirm services."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.dictionaries.queries import choices, id_of
from danshu.fulfilment.handing import handing_over
from danshu.fulfilment.kinds import SHIPPED_KINDS
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.operations.hand_over_shipment import DuplicateTracking
from danshu.fulfilment.operations.record_service import record_service
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.fulfilment.permissions import PERFORM_SERVICE, SHIP
from danshu.fulfilment.queries import open_quantities
from danshu.fulfilment.rules import shipping_findings
from danshu.inventory.queries import warehouse_names
from danshu.kit.clock import business_date, now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.queries import lines_of_orders, order_by_number
from danshu.sales.records import Order, OrderLine
from danshu.ui.fields import ChoiceField, DateField, IntegerField, QuantityField, RemarkField, TextField
from danshu.ui.formats import unit_text
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.messages import done
from danshu.ui.responses import go


@allowed_to(SHIP)
def to_ship(request: ActorRequest) -> HttpResponse:
    """The orders that wait to be shipped, as a page of the menu: a tab of the order list."""
    return go(request, f"{reverse('sales:order_list')}?tab=to_ship")


def carriers() -> list[tuple[str, str]]:
    """Valid carriers."""
    return [(str(key), label) for key, label in choices("carrier")]


def line_label(line: OrderLine, is_joint: bool) -> str:
    """A line as the label of its quantity; on a note of several orders with its order."""
    name = f"{line.item_code} {line.item_name}"
    return f"{line.order.number} · {name}" if is_joint else name


class QuantityForm(Form):
    """One quantity per open line of some orders that lies in one warehouse; a note leaves one warehouse (FUL-004)."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, orders: Sequence[Order], warehouse_id: int | None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        ids = [order.pk for order in orders]
        still_open = open_quantities(ids)
        goods = [x for x in lines_of_orders(ids) if x.kind in SHIPPED_KINDS]
        # what was sent stays on the form, so that sending it again means the same
        lines = [x for x in goods if still_open.get(x.pk) or f"quantity-{x.pk}" in self.data]
        self.warehouse_ids = list(dict.fromkeys(line.warehouse_id for line in lines if line.warehouse_id))
        self.warehouse_id = warehouse_id if warehouse_id in self.warehouse_ids else next(iter(self.warehouse_ids), None)
        lines = [x for x in lines if x.warehouse_id == self.warehouse_id or f"quantity-{x.pk}" in self.data]
        self.line_ids = [line.pk for line in lines]
        self.order_of = {line.pk: line.order_id for line in lines}
        for line in lines:
            limit = f"{still_open[line.pk].normalize():f}"
            hint = _("订购 %(ordered)s，可发 %(limit)s %(unit)s") % {
                "ordered": f"{line.quantity.normalize():f}", "limit": limit, "unit": unit_text(line.unit_name),
            }  # fmt: skip
            self.fields[f"quantity-{line.pk}"] = QuantityField(
                label=line_label(line, is_joint=False), required=False, initial=limit, decimal_places=3,
                help_text=hint, min_value=0,
            )  # fmt: skip

    def quantities(self) -> dict[int, Decimal]:
        """Line id -> quantity, without zeros."""
        wanted = {pk: self.values.get(f"quantity-{pk}") for pk in self.line_ids}
        return {pk: quantity for pk, quantity in wanted.items() if quantity}

    def quantity_section(self) -> Section:
        """The card of quantities."""
        return Section(_("数量"), [f"quantity-{pk}:2" for pk in self.line_ids])

    def warehouses(self) -> list[dict[str, Any]]:
        """Links to the other warehouses of the order; empty when there is one."""
        if len(self.warehouse_ids) < 2:
            return []
        names = warehouse_names(self.warehouse_ids)
        return [{"id": pk, "name": names[pk], "is_shown": pk == self.warehouse_id} for pk in self.warehouse_ids]


def wanted_warehouse(request: ActorRequest) -> int | None:
    """The warehouse chosen in the address."""
    given = request.GET.get("warehouse", "")
    return int(given) if given.isdigit() and len(given) < 19 else None


def follow_delivery(form: Form, order: Order) -> None:
    """Propose the carrier that goes with the delivery method, and ask for a waybill only of a courier (FUL-009)."""
    handing, offered = handing_over(order), carriers()
    needs_carrier, carrier = handing.is_by_courier, form.fields["carrier"]
    carrier.required, carrier.choices = needs_carrier, offered if needs_carrier else [("", "—"), *offered]  # type: ignore[attr-defined]
    if handing.carrier:
        carrier.initial = str(id_of("carrier", handing.carrier))
    chosen = str(form.data.get("carrier") or "")
    chosen_id = int(chosen) if chosen in {key for key, _label in offered} else None
    form.fields["tracking_number"].required = handing.needs_waybill(chosen_id)


def handed(form: Form) -> dict[str, Any]:
    """Carrier and number as the operations take them."""
    carrier = form.values["carrier"]
    return {"carrier_id": int(carrier) if carrier else None, "tracking_number": form.values["tracking_number"] or ""}


class ShippingForm(QuantityForm):
    """Carrier, tracking number and quantities."""

    carrier = ChoiceField(label=gettext_lazy("物流公司"), choices=carriers)
    tracking_number = TextField(label=gettext_lazy("运单号"), max_length=60)
    boxes = IntegerField(label=gettext_lazy("箱数"), required=False, min_value=1, max_value=9999, initial=1)


def ask_duplicate(form: Form) -> None:
    """Offer to use a tracking number again; only after the warning (FUL-009)."""
    form.fields["duplicate"] = forms.BooleanField(
        label=_("仍然使用这个运单号"), required=False, help_text=_("确认是合并寄出时勾选，再提交一次")
    )


@allowed_to(SHIP)
def ship(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: ship what is open, in one step (FUL-009)."""
    order = order_by_number(request.actor, number, SHIP)
    form = ShippingForm(posted(request), orders=[order], warehouse_id=wanted_warehouse(request))
    follow_delivery(form, order)
    if "duplicate" in form.data:
        ask_duplicate(form)
    form.sections = [  # type: ignore[misc]
        Section(_("交运"), ["carrier", "tracking_number:2", "boxes", "duplicate:4"]), form.quantity_section(),
    ]  # fmt: skip

    def save() -> str:
        given: dict[str, Any] = form.values
        try:
            shipment = ship_order.keyed(form.token)(
                order_id=order.pk, quantities=form.quantities(), **handed(form), boxes=given["boxes"] or 1,
                duplicate_confirmed=bool(given.get("duplicate")), actor=request.actor, at=now(),
            )  # fmt: skip
        except DuplicateTracking:
            ask_duplicate(form)
            raise
        done(request, _("发货单 %(number)s 已发货") % {"number": shipment.number})
        return reverse("sales:order", args=[number])

    title = _("发货 · %(number)s") % {"number": number}
    return shipping_page(request, order, form, save, title=title, save_label=pgettext("按钮", "发货"))


def shipping_page(
    request: ActorRequest, order: Order, form: QuantityForm, save: Callable[[], str], *, title: str, save_label: str,
    is_alone: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page of a form of quantities; is_alone: nothing was found that could go along."""
    context = {
        **crumbs(order.number), "order": order, "warehouses": form.warehouses(), "save_label": save_label,
        "is_alone": is_alone,
        "findings": list(shipping_findings(order)),
    }  # fmt: skip
    back_url = reverse("sales:order", args=[order.number])
    return form_page(
        request, form, save, template="fulfilment/ship.html", title=title, back_url=back_url, context=context
    )


class NoteForm(QuantityForm):
    """Quantities and a remark."""

    remark = RemarkField()


@allowed_to(SHIP)
def note_new(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: a draft note for the warehouse to pick (FUL-004)."""
    order = order_by_number(request.actor, number, SHIP)
    form = NoteForm(posted(request), orders=[order], warehouse_id=wanted_warehouse(request))
    form.sections = [form.quantity_section(), Section(_("备注"), ["remark:4"])]  # type: ignore[misc]

    def save() -> str:
        shipment = create_shipment.keyed(form.token)(
            order_id=order.pk, quantities=form.quantities(), remark=form.values["remark"] or "",
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("发货单 %(number)s 已生成") % {"number": shipment.number})
        return reverse("fulfilment:shipment", args=[shipment.number])

    title = _("新建发货单 · %(number)s") % {"number": number}
    return shipping_page(request, order, form, save, title=title, save_label=_("生成发货单"))


class ServiceForm(Form):
    """Who performed what, and who of the customer confirmed it."""

    performer = TextField(label=gettext_lazy("服务人员"), max_length=100)
    performed_date = DateField(label=gettext_lazy("完成日期"))
    confirmed_by = TextField(label=gettext_lazy("客户确认人"), max_length=100)
    result = RemarkField(label=gettext_lazy("服务结果"))


@allowed_to(PERFORM_SERVICE)
def service(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: confirm all open services of an order."""
    order = order_by_number(request.actor, number, PERFORM_SERVICE)
    initial = {"performed_date": business_date(now()), "confirmed_by": order.contact_name}
    form = ServiceForm(posted(request), initial=initial)
    open_lines = list(order.lines.filter(kind="service", done_at=None).values_list("pk", flat=True))

    def save() -> str:
        record_service.keyed(form.token)(order_id=order.pk, line_ids=open_lines, **form.values, actor=request.actor,
                                         at=now())  # fmt: skip
        done(request, _("服务已确认完成"))
        return reverse("sales:order", args=[number])

    title = _("确认服务完成 · %(number)s") % {"number": number}
    return form_page(
        request, form, save, title=title, back_url=reverse("sales:order", args=[number]), context=crumbs(number)
    )


def crumbs(number: str) -> dict[str, Any]:
    """The way back to the order."""
    order = (number, reverse("sales:order", args=[number]))
    return {"breadcrumb": [(pgettext("列表", "销售订单"), reverse("sales:order_list")), order]}
