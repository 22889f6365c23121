"""The list of exceptions, counted by type (ORD-032)."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.kit.words import counter_word
from danshu.sales.models import OrderException
from danshu.sales.permissions import EXPORT_ORDER, HANDLE_ORDER
from danshu.sales.queries import exception_rows
from danshu.ui.lists import Column, DateRangeFilter, ListSpec, MultiChoiceFilter, Tab, list_view, literal


def _order_url(found: OrderException) -> str:
    return reverse("sales:order", args=[found.order.number])


EXCEPTIONS = ListSpec(
    name="sales.exceptions",
    title=_("订单异常"),
    noun=counter_word("exceptions", "个"),
    section=_("销售"),
    url_name="sales:exceptions",
    permission=HANDLE_ORDER,
    rows=exception_rows,
    label_of=lambda found: found.order.number,
    sort="-found",
    search=literal("order__number", "order__customer_name", "description"),
    search_hint=_("单号、客户、说明"),
    columns=[
        Column(
            key="number", label=_("单号"), kind="link", url=_order_url, value=lambda e: e.order.number, card="number"
        ),
        Column(key="customer", label=_("客户"), value=lambda e: e.order.customer_name, card="title"),
        Column(key="type", label=_("异常类型"), value=lambda e: e.get_type_display(), card="status"),
        Column(key="description", label=_("说明"), card="left"),
        Column(key="found", label=_("发现时间"), kind="datetime", value=lambda e: e.found_at, sort="pk", card="date"),
        Column(key="found_by_name", label=_("发现人")),
        Column(key="contacted", label=_("联系记录")),
        Column(key="solution", label=_("解决办法"), value=lambda e: e.solution or None),
        Column(key="solved_at", label=_("解决时间"), kind="datetime"),
        Column(key="solved_by_name", label=_("解决人"), hidden=True),
    ],
    tabs=[
        Tab(key="open", label=_("未解决"), where=Q(solved_at__isnull=True), hot=True),
        *(Tab(key=code, label=label, where=Q(type=code)) for code, label in OrderException.Type.choices),
        Tab(key="all", label=_("全部")),
    ],
    filters=[
        MultiChoiceFilter(key="kind", label=_("异常类型"), path="type", choices=OrderException.Type.choices),
        DateRangeFilter(key="found", label=_("发现日期"), path="found_at", common=True),
    ],
    export=EXPORT_ORDER,
    empty_title=_("没有异常"),
    empty_text=_("在订单页登记的异常会出现在这里"),
)

exception_list = list_view(EXCEPTIONS)
