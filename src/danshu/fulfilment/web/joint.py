"""One note for several orders of the same consignee (FUL-004)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.fulfilment.joining import joinable_orders
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.permissions import SHIP
from danshu.fulfilment.web.shipping import QuantityForm, shipping_page, wanted_warehouse
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.queries import order_by_number
from danshu.sales.records import Order
from danshu.ui.fields import IntegerField, RemarkField
from danshu.ui.forms import Section, posted
from danshu.ui.messages import done


class JointForm(QuantityForm):
    """The open lines of the first order and of those that can go with it; each of these can be left out."""

    boxes = IntegerField(label=gettext_lazy("箱数"), required=False, min_value=1, max_value=9999, initial=1)
    remark = RemarkField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, orders: Sequence[Order], **kwargs: Any) -> None:
        super().__init__(data, orders=orders, **kwargs)
        self.first, *others = orders
        # an order with nothing in this warehouse has nothing to choose
        self.others = [order for order in others if order.pk in self.order_of.values()]
        for order in self.others:
            self.fields[f"with-{order.pk}"] = forms.BooleanField(label=_("一起发货"), required=False, initial=True)
        self.sections = [  # type: ignore[misc]
            *(self._section(order) for order in (self.first, *self.others)), Section(_("其他"), ["boxes", "remark:4"]),
        ]  # fmt: skip

    def _section(self, order: Order) -> Section:
        lines = [f"quantity-{pk}:2" for pk in self.line_ids if self.order_of[pk] == order.pk]
        return Section(order.number, lines if order is self.first else [f"with-{order.pk}:4", *lines])

    def joined(self) -> list[int]:
        """The orders that go along."""
        return [order.pk for order in self.others if self.values[f"with-{order.pk}"]]

    def chosen_quantities(self) -> dict[int, Decimal]:
        """The quantities of the orders that go."""
        going = {self.first.pk, *self.joined()}
        return {pk: quantity for pk, quantity in self.quantities().items() if self.order_of[pk] in going}


@allowed_to(SHIP)
def note_joint(request: ActorRequest, number: str) -> HttpResponse:
    """GET: what can go in one parcel with this order; POST: a draft note of it for the warehouse to pick."""
    order = order_by_number(request.actor, number, SHIP)
    orders = [order, *joinable_orders(order, request.actor)]
    form = JointForm(posted(request), orders=orders, warehouse_id=wanted_warehouse(request))

    def save() -> str:
        shipment = create_shipment.keyed(form.token)(
            order_id=order.pk, joined_order_ids=form.joined(), quantities=form.chosen_quantities(),
            boxes=form.values["boxes"] or 1, remark=form.values["remark"] or "", actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("发货单 %(number)s 已生成") % {"number": shipment.number})
        return reverse("fulfilment:shipment", args=[shipment.number])

    title = _("合并发货 · %(number)s") % {"number": number}
    return shipping_page(
        request,
        order,
        form,
        save,
        title=title,
        save_label=_("生成发货单"),
        is_alone=not form.others and not form.is_bound,
    )
