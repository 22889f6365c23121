"""Another warehouse takes over an order's goods (FUL-001)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.fulfilment.operations.reallocate_order import reallocate_order
from danshu.fulfilment.permissions import ALLOCATE
from danshu.fulfilment.queries import movable_lines
from danshu.fulfilment.web.shipping import crumbs
from danshu.inventory.errors import plain
from danshu.inventory.queries import Availability, availability, warehouse_names, warehouses_for
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.queries import order_by_number
from danshu.sales.records import Order, OrderLine
from danshu.ui.fields import ChoiceField, RemarkField
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.messages import done


class ReallocationForm(Form):
    """The warehouse to move to, which lines, and why."""

    sections = [Section(gettext_lazy("改派仓库"), ["warehouse:2", "reason:4"])]
    warehouse = ChoiceField(label=gettext_lazy("改由仓库"))
    reason = RemarkField(label=gettext_lazy("改派原因"), required=True)

    def __init__(self, data: Mapping[str, Any] | None = None, *, order: Order, lines: list[OrderLine], **kwargs: Any):
        super().__init__(data, **kwargs)
        houses = warehouses_for(None)
        stock = availability([line.item_id for line in lines])
        self.fields["warehouse"].choices = [("", "—")] + [(str(w.id), w.name) for w in houses]  # type: ignore[attr-defined]
        names = warehouse_names({line.warehouse_id for line in lines if line.warehouse_id})
        self.fields["lines"] = forms.MultipleChoiceField(
            label=_("商品"), choices=[(str(line.pk), line.item_code) for line in lines],
            initial=[str(line.pk) for line in lines], error_messages={"required": _("至少选择一行商品")},
        )  # fmt: skip
        chosen = self["lines"].value() or []
        self.table = [
            {"line": line, "is_chosen": str(line.pk) in chosen, "from": names.get(line.warehouse_id or 0, "—"),
             "stock": [_free(stock, house.id, line.item_id) for house in houses]}
            for line in lines
        ]  # fmt: skip
        self.houses = houses


def _free(stock: Mapping[tuple[int, int], Availability], warehouse_id: int, item_id: int) -> str:
    found = stock.get((warehouse_id, item_id))
    return plain(found.available) if found else "0"


@allowed_to(ALLOCATE)
def reallocate(request: ActorRequest, number: str) -> HttpResponse:
    """GET: what can move and what each warehouse has; POST: move the reservations."""
    order = order_by_number(request.actor, number, ALLOCATE)
    lines = movable_lines(order)
    form = ReallocationForm(posted(request), order=order, lines=lines, initial={"version": order.version})

    def save() -> str:
        given: dict[str, Any] = form.values
        reallocate_order.keyed(form.token)(
            order_id=order.pk, warehouse_id=int(given["warehouse"]), reason=given["reason"],
            line_ids=[int(pk) for pk in given["lines"]], version=form.seen_version, actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("订单 %(number)s 已改派仓库") % {"number": number})
        return reverse("sales:order", args=[number])

    return form_page(
        request, form, save, template="fulfilment/reallocation.html", title=_("改派仓库 · %(number)s") % {"number": number},
        back_url=reverse("sales:order", args=[number]),
        context={**crumbs(number), "order": order, "save_label": _("改派")},
    )  # fmt: skip
