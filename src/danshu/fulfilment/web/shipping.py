"""From an order: ship at once, make a note to be picked, confirm services."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.dictionaries.queries import choices
from danshu.fulfilment.kinds import SHIPPED_KINDS
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.operations.hand_over_shipment import DuplicateTracking
from danshu.fulfilment.operations.record_service import record_service
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.fulfilment.permissions import PERFORM_SERVICE, SHIP
from danshu.fulfilment.queries import open_quantities
from danshu.kit.clock import business_date, now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.queries import order_by_number
from danshu.sales.records import Order
from danshu.ui.fields import ChoiceField, DateField, IntegerField, QuantityField, RemarkField, TextField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.messages import done


def carriers() -> list[tuple[str, str]]:
    """Valid carriers."""
    return [(str(key), label) for key, label in choices("carrier")]


class QuantityForm(Form):
    """One quantity per open line of an order."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, order: Order, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        still_open = open_quantities([order.pk])
        lines = [x for x in order.lines.order_by("position") if x.kind in SHIPPED_KINDS and still_open.get(x.pk)]
        self.line_ids = [line.pk for line in lines]
        for line in lines:
            limit = still_open[line.pk]
            label = f"{line.item_code} {line.item_name}"
            hint = _("可发 %(limit)s %(unit)s") % {"limit": f"{limit.normalize():f}", "unit": line.unit_name}
            field = QuantityField(
                label=label,
                required=False,
                initial=f"{limit.normalize():f}",
                decimal_places=3,
                help_text=hint,
                min_value=0,
            )
            self.fields[f"quantity-{line.pk}"] = field

    def quantities(self) -> dict[int, Decimal]:
        """Line id -> quantity, without zeros."""
        wanted = {pk: self.values.get(f"quantity-{pk}") for pk in self.line_ids}
        return {pk: quantity for pk, quantity in wanted.items() if quantity}


class ShippingForm(QuantityForm):
    """Carrier, tracking number and quantities."""

    carrier = ChoiceField(label=gettext_lazy("物流公司"), choices=carriers)
    tracking_number = TextField(label=gettext_lazy("运单号"), max_length=60)
    boxes = IntegerField(label=gettext_lazy("箱数"), required=False, min_value=1, max_value=9999, initial=1)


@allowed_to(SHIP)
def ship(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: ship what is open, in one step (FUL-009)."""
    order = order_by_number(request.actor, number, SHIP)
    form = ShippingForm(posted(request), order=order)
    form.sections = [  # type: ignore[misc]
        Section(_("交运"), ["carrier", "tracking_number", "boxes"]),
        Section(_("数量"), [f"quantity-{pk}" for pk in form.line_ids]),
    ]

    def save() -> str:
        given: dict[str, Any] = form.values
        twice = str(form.data.get("seen_duplicate", "")) == given["tracking_number"]
        try:
            shipment = ship_order.keyed(form.token)(
                order_id=order.pk, quantities=form.quantities(), carrier_id=int(given["carrier"]),
                tracking_number=given["tracking_number"], boxes=given["boxes"] or 1, duplicate_confirmed=twice,
                actor=request.actor, at=now(),
            )  # fmt: skip
        except DuplicateTracking:
            form.fields["tracking_number"].help_text = _("确认是合并寄出时，再提交一次")
            raise
        done(request, _("发货单 %(number)s 已发货") % {"number": shipment.number})
        return reverse("sales:order", args=[number])

    title = _("发货 · %(number)s") % {"number": number}
    return form_page(
        request, form, save, title=title, back_url=reverse("sales:order", args=[number]), context=_crumbs(number)
    )


class NoteForm(QuantityForm):
    """Quantities and a remark."""

    remark = RemarkField()


@allowed_to(SHIP)
def note_new(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: a draft note for the warehouse to pick (FUL-004)."""
    order = order_by_number(request.actor, number, SHIP)
    form = NoteForm(posted(request), order=order)

    def save() -> str:
        shipment = create_shipment.keyed(form.token)(
            order_id=order.pk, quantities=form.quantities(), remark=form.values["remark"] or "",
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("发货单 %(number)s 已生成") % {"number": shipment.number})
        return reverse("fulfilment:shipment", args=[shipment.number])

    title = _("新建发货单 · %(number)s") % {"number": number}
    return form_page(
        request, form, save, title=title, back_url=reverse("sales:order", args=[number]), context=_crumbs(number)
    )


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
        request, form, save, title=title, back_url=reverse("sales:order", args=[number]), context=_crumbs(number)
    )


def _crumbs(number: str) -> dict[str, Any]:
    order = (number, reverse("sales:order", args=[number]))
    return {"breadcrumb": [(_("销售订单"), reverse("sales:order_list")), order]}
