"""The list of shipping notes (FUL-004)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.dictionaries.queries import choices, withdrawn
from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.permissions import EXPORT_SHIPMENT, SHIP, VIEW_SHIPMENT
from danshu.fulfilment.queries import shipment_rows
from danshu.fulfilment.statuses import PICK_STATUSES, SHIPMENT_STATUSES
from danshu.inventory.queries import warehouses_for
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.words import counter_word, with_count
from danshu.parties.queries import order_customer
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    PickerFilter,
    Tab,
    TextFilter,
    list_view,
)
from danshu.ui.lists.search import literal
from danshu.ui.lists.spec import BatchContext


def shipment_url(shipment: Shipment) -> str:
    """The page of a note."""
    return reverse("fulfilment:shipment", args=[shipment.number])


def warehouses(actor: Actor) -> list[tuple[str, str]]:
    """The warehouses to filter by."""
    return [(str(house.id), house.name) for house in warehouses_for(None)]


def _customer(actor: Actor, key: str) -> str:
    if not key.isdigit() or len(key) > 18:
        return ""
    try:
        return order_customer(actor=actor, customer_id=int(key)).name
    except NotFound:
        return ""


def _confirm(note: Shipment, context: BatchContext) -> object:
    return confirm_shipment.keyed(context.key(note))(
        shipment_id=note.pk, version=note.version, actor=context.actor, at=context.at
    )


def _acts(actor: Actor) -> list[Action]:
    return [Action(label=_("物流跟踪"), url=reverse("fulfilment:tracking"), icon="map-pin", tone="quiet")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter(TextFilter):
    """By the number of any order on the note."""

    def condition(self, value: Any) -> Q:
        return Q(order_number__icontains=value) | Q(joined_numbers__icontains=value)


SEARCHED = ("number", "order_number", "joined_numbers", "tracking_number", "customer_name")
SHIPMENTS = ListSpec(
    name="fulfilment.shipments", title=pgettext_lazy("列表", "发货单"), noun=counter_word("shipping notes", "张"), section=_("履约"),
    url_name="fulfilment:shipment_list", permission=VIEW_SHIPMENT, rows=shipment_rows,
    label_of=lambda s: s.number, sort="-number",
    search=literal(*SEARCHED),
    search_hint=_("单号、订单号、运单号、客户"),
    columns=[
        Column(key="number", label=_("单号"), kind="link", url=shipment_url, sort="pk", card="number"),
        Column(key="order_number", label=_("订单"), value=lambda s: s.orders_text),
        Column(key="customer_name", label=_("客户"), card="title"),
        Column(key="warehouse", label=_("仓库"), value=lambda s: s.warehouse.name, card="left"),
        Column(key="total_quantity", label=_("件数"), kind="quantity", card="amount"),
        Column(key="boxes", label=_("箱数"), kind="number", total="boxes"),
        Column(key="carrier", label=_("物流公司"), value=lambda s: str(s.carrier) if s.carrier else None),
        Column(key="tracking_number", label=_("运单号"), card="middle"),
        Column(key="pick_state", label=_("拣货"), kind="status", statuses=PICK_STATUSES),
        Column(key="status", label=_("状态"), kind="status", statuses=SHIPMENT_STATUSES, main=True, card="status"),
        Column(key="created_at", label=_("制单时间"), kind="datetime", card="date", tone="soft"),
        Column(key="handed_over_at", label=_("交运时间"), kind="datetime", sort="handed_over_at", nullable=True,
               tone="soft"),
        Column(key="signed_at", label=_("签收时间"), kind="datetime", tone="soft", hidden=True),
        Column(key="signed_by", label=_("签收人"), hidden=True),
        Column(key="recipient", label=_("收货人"), hidden=True),
        Column(key="delivery_address", label=_("地址"), hidden=True),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="draft", label=_("待拣货发货"), where=lambda rows, actor: rows.filter(status=ShipmentStatus.DRAFT)),
        Tab(key="confirmed", label=_("待交运"), where=lambda rows, a: rows.filter(status=ShipmentStatus.CONFIRMED)),
        Tab(key="delivery", label=_("配送中"), where=lambda rows, a: rows.filter(status=ShipmentStatus.IN_DELIVERY)),
        Tab(key="signed", label=_("已签收"), where=lambda rows, a: rows.filter(status=ShipmentStatus.SIGNED)),
    ],
    filters=[
        MultiChoiceFilter(key="status", label=_("状态"), choices=SHIPMENT_STATUSES.choices(), common=True),
        DateRangeFilter(key="created", label=_("制单日期"), path="created_at", moments=True, common=True),
        DateRangeFilter(key="handed", label=_("交运日期"), path="handed_over_at", moments=True),
        MultiChoiceFilter(key="warehouse", label=_("仓库"), path="warehouse_id", choices=warehouses, common=True),
        MultiChoiceFilter(key="pick", label=_("拣货"), path="pick_state", choices=PICK_STATUSES.choices()),
        PickerFilter(key="customer", label=_("客户"), path="order__customer_id", url=lambda: reverse("parties:find"),
                     label_of=_customer),
        OrderFilter(key="order", label=_("订单号"), path="order_number"),
        TextFilter(key="tracking", label=_("运单号"), path="tracking_number"),
        MultiChoiceFilter(key="carrier", label=_("物流公司"), path="carrier_id",
                          choices=lambda actor: [(str(k), v) for k, v in choices("carrier")], others=withdrawn("carrier")),
    ],
    batch=[
        BatchAction(key="confirm", label=_("确认出库"), permission=SHIP, icon="check", run=_confirm,
                    confirm=with_count("确认出库 %(count)s 张？"), keep=_("先不出库"),
                    effect=_("占用变为出库，库存减少；没有拣货打包的也按全部已拣出库；交运前可以冲销"), done=with_count("已出库 %(count)s 张")),
    ],
    acts=_acts,
    export=EXPORT_SHIPMENT,
    totals_where=~Q(status=ShipmentStatus.REVERSED),
    totals_note=_("不含已冲销"),
    row_class=lambda s: "void" if s.status == ShipmentStatus.REVERSED else "",
    empty_title=_("还没有发货单"), empty_text=_("从「待发货」的订单发货"),
)  # fmt: skip

shipment_list = list_view(SHIPMENTS)
