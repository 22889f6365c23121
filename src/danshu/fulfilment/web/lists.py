"""The list of shipping notes (FUL-004)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.dictionaries.queries import choices
from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.permissions import VIEW_SHIPMENT
from danshu.fulfilment.queries import shipment_rows
from danshu.fulfilment.statuses import PICK_STATUSES, SHIPMENT_STATUSES
from danshu.ui.lists import Column, DateRangeFilter, ListSpec, MultiChoiceFilter, Tab, TextFilter, list_view
from danshu.ui.lists.search import literal


def shipment_url(shipment: Shipment) -> str:
    """The page of a note."""
    return reverse("fulfilment:shipment", args=[shipment.number])


SHIPMENTS = ListSpec(
    name="fulfilment.shipments", title=_("发货单"), noun=_("张"), section=_("履约"),
    url_name="fulfilment:shipment_list", permission=VIEW_SHIPMENT, rows=shipment_rows,
    label_of=lambda s: s.number, sort="-number",
    search=literal("number", "order_number", "tracking_number", "customer_name"),
    search_hint=_("单号、订单号、运单号、客户"),
    columns=[
        Column(key="number", label=_("单号"), kind="link", url=shipment_url, sort="pk", card="number"),
        Column(key="order_number", label=_("订单")),
        Column(key="customer_name", label=_("客户"), card="title"),
        Column(key="warehouse", label=_("仓库"), value=lambda s: s.warehouse.name, card="left"),
        Column(key="carrier", label=_("物流公司"), value=lambda s: str(s.carrier) if s.carrier else None),
        Column(key="tracking_number", label=_("运单号"), card="middle"),
        Column(key="pick_state", label=_("拣货"), kind="status", statuses=PICK_STATUSES),
        Column(key="status", label=_("状态"), kind="status", statuses=SHIPMENT_STATUSES, main=True, card="status"),
        Column(key="created_at", label=_("制单时间"), kind="datetime", card="date"),
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
        TextFilter(key="tracking", label=_("运单号"), path="tracking_number"),
        MultiChoiceFilter(key="carrier", label=_("物流公司"), path="carrier_id",
                          choices=lambda actor: [(str(k), v) for k, v in choices("carrier")]),
    ],
    row_class=lambda s: "void" if s.status == ShipmentStatus.REVERSED else "",
    empty_title=_("还没有发货单"), empty_text=_("从「待发货」的订单发货"),
)  # fmt: skip

shipment_list = list_view(SHIPMENTS)
