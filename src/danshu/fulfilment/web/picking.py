"""The keeper's queue: what to pick, the picking list, recording what was picked and packed (FUL-001, FUL-002)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.fulfilment.lifecycle import PickState
from danshu.fulfilment.models import Shipment, ShipmentLine
from danshu.fulfilment.operations.record_picking import record_picking
from danshu.fulfilment.permissions import PICK
from danshu.fulfilment.queries import picking_list, picking_rows, shipment_by_number
from danshu.fulfilment.statuses import PICK_STATUSES
from danshu.fulfilment.web.lists import shipment_url, warehouses
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.fields import ChoiceField, IntegerField, QuantityField, RemarkField, TextField
from danshu.ui.formats import unit_text
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.lists import BatchAction, Column, DateRangeFilter, ListSpec, MultiChoiceFilter, RowAction, Tab, list_view
from danshu.ui.lists.search import literal
from danshu.ui.lists.spec import BatchContext
from danshu.ui.messages import done
from danshu.ui.responses import render_page

AT_ONCE = 50
UNPACKED = ~Q(pick_state=PickState.PACKED)


def _pick_url(note: Shipment) -> str:
    return "" if note.pick_state == PickState.PACKED else reverse("fulfilment:picking", args=[note.number])


def _sheet_url(note: Shipment) -> str:
    return f"{reverse('fulfilment:picking_list')}?note={note.number}"


def _acts(actor: Actor) -> list[Action]:
    return [Action(label=gettext_lazy("拣货清单"), url=reverse("fulfilment:picking_list"), icon="printer")]


def _begin(note: Shipment, context: BatchContext) -> object:
    return record_picking.keyed(context.key(note))(
        shipment_id=note.pk, picked={}, version=note.version, actor=context.actor, at=context.at
    )


PICKING = ListSpec(
    name="fulfilment.picking", title=gettext_lazy("拣货"), noun=counter_word("shipping notes", "张"),
    section=gettext_lazy("履约"), url_name="fulfilment:picking_queue", permission=PICK, rows=picking_rows,
    label_of=lambda s: s.number, sort="number", search=literal("number", "order_number", "joined_numbers", "customer_name"),
    search_hint=gettext_lazy("单号、订单号、客户"),
    columns=[
        Column(key="number", label=gettext_lazy("单号"), kind="link", url=shipment_url, sort="pk", card="number"),
        Column(key="order_number", label=gettext_lazy("订单"), value=lambda s: s.orders_text, card="left"),
        Column(key="customer_name", label=gettext_lazy("客户"), card="title"),
        Column(key="warehouse", label=gettext_lazy("仓库"), value=lambda s: s.warehouse.name, card="middle"),
        Column(key="total_quantity", label=gettext_lazy("件数"), kind="quantity", card="amount"),
        Column(key="remark", label=gettext_lazy("备注"), tone="soft"),
        Column(key="created_at", label=gettext_lazy("制单时间"), kind="datetime", card="date", tone="soft"),
        Column(key="pick_state", label=gettext_lazy("拣货状态"), kind="status", statuses=PICK_STATUSES, main=True,
               card="status"),
    ],
    tabs=[
        Tab(key="open", label=gettext_lazy("待拣货打包"), where=UNPACKED, hot=True),
        Tab(key="to_pick", label=gettext_lazy("待拣"), where=Q(pick_state=PickState.TO_PICK)),
        Tab(key="picking", label=gettext_lazy("拣货中"), where=Q(pick_state=PickState.PICKING)),
        Tab(key="picked", label=gettext_lazy("已拣"), where=Q(pick_state=PickState.PICKED)),
        Tab(key="packed", label=gettext_lazy("已打包"), where=Q(pick_state=PickState.PACKED)),
    ],
    filters=[
        MultiChoiceFilter(key="warehouse", label=gettext_lazy("仓库"), path="warehouse_id", choices=warehouses,
                          common=True),
        DateRangeFilter(key="created", label=gettext_lazy("制单日期"), path="created_at", moments=True, common=True),
    ],
    row_actions=[
        RowAction(label=gettext_lazy("拣货打包"), url=_pick_url, icon="package"),
        RowAction(label=gettext_lazy("拣货清单"), url=_sheet_url, icon="printer"),
    ],
    batch=[
        BatchAction(key="begin", label=gettext_lazy("开始拣货"), permission=PICK, icon="package", run=_begin,
                    done=with_count("%(count)s 张开始拣货")),
    ],
    acts=_acts,
    empty_title=gettext_lazy("没有要拣的货"), empty_text=gettext_lazy("从「待发货」的订单新建发货单后，在这里拣货"),
)  # fmt: skip

picking_queue = list_view(PICKING)


@allowed_to(PICK)
def picking_sheet(request: ActorRequest) -> HttpResponse:
    """GET: the picking list of the notes named (?note=), or of all that wait, by warehouse and place; made to print."""
    rows = picking_rows(request.actor).filter(UNPACKED).order_by("pk")
    named = request.GET.getlist("note")[:AT_ONCE]
    if named:
        rows = rows.filter(number__in=named)
    notes = list(rows[:AT_ONCE])
    context = {"notes": notes, "rows": picking_list(notes), "title": _("拣货清单"), "now": now(), "limit": AT_ONCE}
    return render_page(request, "fulfilment/picking_list.html", context)


class PickingForm(Form):
    """Picked quantities, boxes and what is missing."""

    boxes = IntegerField(label=gettext_lazy("箱数"), required=False, min_value=1, max_value=9999)
    weight_kg = QuantityField(label=gettext_lazy("重量（kg）"), required=False, decimal_places=3, min_value=0)
    package_size = TextField(
        label=gettext_lazy("包装尺寸"), required=False, max_length=60, help_text=gettext_lazy("例如 60×40×30 cm")
    )
    pack = ChoiceField(
        label=gettext_lazy("打包"), required=False,
        choices=[("yes", gettext_lazy("拣齐并打包")), ("", gettext_lazy("先记录拣货"))],
    )  # fmt: skip
    short_reason = RemarkField(label=gettext_lazy("短拣原因"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, lines: list[ShipmentLine], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.line_ids = [line.pk for line in lines]
        for line in lines:
            hint = _("应拣 %(limit)s %(unit)s") % {
                "limit": f"{line.quantity.normalize():f}",
                "unit": unit_text(line.unit_name),
            }
            ready = line.picked_quantity or line.quantity
            self.fields[f"picked-{line.pk}"] = QuantityField(
                label=f"{line.item_code} {line.item_name}", required=False, initial=f"{ready.normalize():f}",
                decimal_places=3, help_text=hint, min_value=0,
            )  # fmt: skip
        self.sections = [  # type: ignore[misc]
            Section(_("拣到的数量"), [f"picked-{pk}:2" for pk in self.line_ids]),
            Section(_("打包"), ["pack:2", "boxes", "weight_kg", "package_size:2", "short_reason:4"]),
        ]


@allowed_to(PICK)
def picking(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: record what was picked."""
    note = shipment_by_number(request.actor, number, PICK)
    initial = {"version": note.version, "boxes": note.boxes, "pack": "yes", "weight_kg": note.weight_kg,
               "package_size": note.package_size}  # fmt: skip
    form = PickingForm(posted(request), lines=list(note.lines.order_by("position")), initial=initial)

    def save() -> str:
        given: dict[str, Any] = form.values
        record_picking.keyed(form.token)(
            shipment_id=note.pk, picked={pk: given[f"picked-{pk}"] or Decimal(0) for pk in form.line_ids},
            pack=given["pack"] == "yes", short_reason=given["short_reason"] or "", boxes=given["boxes"],
            weight_kg=given["weight_kg"], package_size=given["package_size"] or "", version=form.seen_version,
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("发货单 %(number)s 的拣货已记录") % {"number": number})
        return reverse("fulfilment:shipment", args=[number])

    title = _("拣货打包 · %(number)s") % {"number": number}
    crumbs = [(_("拣货"), reverse("fulfilment:picking_queue")), (number, reverse("fulfilment:shipment", args=[number]))]
    return form_page(
        request, form, save, title=title, back_url=reverse("fulfilment:shipment", args=[number]),
        context={"breadcrumb": crumbs},
    )  # fmt: skip
