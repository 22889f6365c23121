"""Adjusting a stock: what stands there, what the adjustment would do, then the act (INV-005)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.inventory.lifecycle import AdjustmentStatus
from danshu.inventory.models import AdjustmentReason
from danshu.inventory.operations.adjust_stock import adjust_stock
from danshu.inventory.permissions import ADJUST_STOCK
from danshu.inventory.queries import Availability, availability
from danshu.inventory.screens import warehouse_choices
from danshu.inventory.web.document_forms import number_of
from danshu.inventory.web.filters import item_label
from danshu.inventory.web.paper_lists import adjustment_url
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.detail import Fact
from danshu.ui.fields import ChoiceField, DecimalField, PickerField, RemarkField
from danshu.ui.formats import quantity_text
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import digest
from danshu.ui.messages import done
from danshu.ui.responses import render_page

LONGEST_KEY = 19
MODES = [("count", gettext_lazy("盘点后的数量")), ("difference", gettext_lazy("增减数量"))]


class AdjustForm(Form):
    """A correction of what is on hand."""

    sections = [
        Section(gettext_lazy("库存调整"), ["item:2", "warehouse:2", "mode", "quantity", "reason:2", "remark:4"])
    ]
    mode = ChoiceField(label=gettext_lazy("填写方式"), choices=MODES, initial="count")
    quantity = DecimalField(
        label=gettext_lazy("数量"),
        max_digits=12,
        decimal_places=3,
        help_text=gettext_lazy("增减数量可以是负数，例如 -3"),
    )
    reason = ChoiceField(label=gettext_lazy("原因"), choices=[("", "—"), *AdjustmentReason.choices])
    remark = RemarkField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["item"] = PickerField(
            label=_("商品"), url=lambda: reverse("catalog:find"), label_of=lambda key: item_label(actor, key)
        )
        self.fields["warehouse"] = ChoiceField(label=_("仓库"), choices=warehouse_choices(actor, ADJUST_STOCK))
        self.fields["warehouse"].widget.attrs["class"] = "form-select"
        self.order_fields(["item", "warehouse", "mode", "quantity", "reason", "remark"])

    def entered(self, request: ActorRequest) -> dict[str, Any]:
        """The entries as the operation takes them."""
        given = self.values
        counted = given["mode"] == "count"
        return {
            "item_id": given["item"],
            "warehouse_id": int(given["warehouse"]),
            "new_quantity": given["quantity"] if counted else None,
            "difference": None if counted else given["quantity"],
            "reason": given["reason"],
            "remark": given["remark"],
            "seen_quantity": number_of(request.POST.get("seen_quantity", "")) if counted else None,
        }


@allowed_to(ADJUST_STOCK)
def adjust(request: ActorRequest) -> HttpResponse:
    """GET: the form; POST: what it would do; POST with those effects confirmed: do it."""
    form = AdjustForm(
        posted(request), actor=request.actor,
        initial={"item": request.GET.get("item"), "warehouse": request.GET.get("warehouse")},
    )  # fmt: skip
    effects: list[Effect] = []

    def save() -> str:
        entered = form.entered(request)
        effects.extend(adjust_stock.dry_run(**entered, actor=request.actor, at=now()).effects)
        if "confirmed" not in request.POST or request.POST.get("digest") != digest(effects):
            raise Ask
        made = adjust_stock.keyed(form.token)(**entered, actor=request.actor, at=now())
        waits = made.status == AdjustmentStatus.PENDING
        said = _("%(number)s 已提交，等待审核") if waits else _("%(number)s 已调整库存")
        done(request, said % {"number": made.number})
        return adjustment_url(made)

    stock = _chosen(form, request.actor)
    context: dict[str, Any] = {
        "breadcrumb": [(_("库存"), reverse("inventory:stock_list"))],
        "effects": effects,
        "seen": _seen(form, stock),
        "subject": _subject(stock),
    }
    options: dict[str, Any] = {
        "template": "inventory/adjust.html",
        "title": _("库存调整"),
        "back_url": reverse("inventory:stock_list"),
        "context": context,
    }
    try:
        return form_page(request, form, save, **options)
    except Ask:
        shown = {**context, **options, "form": form, "digest": digest(effects), "changed": "confirmed" in request.POST}
        return render_page(request, "inventory/adjust.html", shown, status=409 if shown["changed"] else 200)


class Ask(Exception):
    """The effect has to be shown before anything is done."""


def _chosen(form: AdjustForm, actor: Actor) -> Availability | None:
    """What stands in the chosen warehouse now; None while nothing is chosen."""
    given = form.data if form.is_bound else form.initial
    item, warehouse = str(given.get("item") or ""), str(given.get("warehouse") or "")
    mine = {key for key, _name in warehouse_choices(actor, ADJUST_STOCK)}
    if not (item.isdecimal() and len(item) < LONGEST_KEY and warehouse in {str(key) for key in mine}):
        return None
    key = (int(warehouse), int(item))
    return availability([key[1]], warehouse_ids=[key[0]]).get(key, Availability(Decimal(0), Decimal(0)))


def _seen(form: AdjustForm, stock: Availability | None) -> Any:
    """What is on hand of the chosen stock; travels with the form, so that a count does not undo a sale."""
    if form.is_bound and form.data.get("seen_quantity") and "confirmed" in form.data:
        return form.data["seen_quantity"]
    return stock.on_hand if stock else ""


def _subject(stock: Availability | None) -> list[Fact]:
    """What is adjusted, in figures."""
    if stock is None:
        return []
    return [
        Fact(label=_("现存"), value=quantity_text(stock.on_hand)),
        Fact(label=_("占用"), value=quantity_text(stock.reserved)),
        Fact(label=_("可用"), value=quantity_text(stock.available)),
    ]
