"""The list of change orders: the queue of those that wait, and what was decided."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.amendments.lifecycle import AmendmentStatus, Aspect
from danshu.amendments.models import Amendment
from danshu.amendments.queries import amendment_rows
from danshu.amendments.web.statuses import AMENDMENT_STATUSES
from danshu.kit.words import counter_word, listed
from danshu.sales.permissions import EXPORT_ORDER, VIEW_ORDER
from danshu.ui.lists import Column, DateRangeFilter, ListSpec, Tab, list_view, literal

ASPECTS = dict(Aspect.choices)


def amendment_url(found: Amendment) -> str:
    """Its page."""
    return reverse("amendments:amendment", args=[found.number])


def order_url(found: Amendment) -> str:
    """The page of its order."""
    return reverse("sales:order", args=[found.order.number])


AMENDMENTS = ListSpec(
    name="amendments.amendments",
    title=pgettext_lazy("列表", "变更单"),
    noun=counter_word("change orders", "张"),
    section=_("销售"),
    url_name="amendments:amendment_list",
    permission=VIEW_ORDER,
    rows=amendment_rows,
    label_of=lambda found: found.number,
    sort="-proposed",
    search=literal("number", "order__number", "order__customer_name", "reason"),
    search_hint=_("单号、客户、原因"),
    columns=[
        Column(key="number", label=_("单号"), kind="link", url=amendment_url, card="number"),
        Column(key="customer", label=_("客户"), value=lambda a: a.order.customer_name, card="title"),
        Column(key="order", label=_("订单"), kind="link", url=order_url, value=lambda a: a.order.number),
        Column(key="status", label=_("状态"), kind="status", statuses=AMENDMENT_STATUSES, card="status"),
        Column(
            key="needs", label=_("需要审核"), value=lambda a: listed(str(ASPECTS[code]) for code in a.aspects) or None
        ),
        Column(key="total_before", label=_("原金额"), kind="money", currency=lambda a: a.currency),
        Column(key="total_after", label=_("变更后金额"), kind="money", currency=lambda a: a.currency, card="amount"),
        Column(key="difference", label=_("差额"), kind="money", currency=lambda a: a.currency),
        Column(key="reason", label=_("变更原因"), card="left"),
        Column(key="proposed_by_name", label=_("提出人")),
        Column(
            key="proposed", label=_("提出时间"), kind="datetime", value=lambda a: a.proposed_at, sort="pk", card="date"
        ),
        Column(key="decided_by_name", label=_("审核人"), value=lambda a: a.decided_by_name or None, hidden=True),
        Column(key="decided_at", label=_("审核时间"), kind="datetime", hidden=True),
    ],
    tabs=[
        Tab(key="open", label=_("待审"), where=Q(status=AmendmentStatus.PROPOSED), hot=True),
        Tab(key="accepted", label=_("已生效"), where=Q(status=AmendmentStatus.ACCEPTED)),
        Tab(
            key="refused", label=_("未通过"), where=Q(status__in=(AmendmentStatus.REJECTED, AmendmentStatus.WITHDRAWN))
        ),
        Tab(key="all", label=_("全部")),
    ],
    filters=[DateRangeFilter(key="proposed", label=_("提出日期"), path="proposed_at", common=True)],
    export=EXPORT_ORDER,
    empty_title=_("没有变更单"),
    empty_text=_("在已审核的订单上提出的变更会出现在这里"),
)

amendment_list = list_view(AMENDMENTS)
