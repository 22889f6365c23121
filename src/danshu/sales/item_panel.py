"""Orders of the last twelve months on the item's page, month by month (CAT-004)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.catalog.ports import ItemFacts, Panel, PanelCell, PanelColumn, register_panel
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.money import ZERO
from danshu.sales.lifecycle import CONFIRMED
from danshu.sales.models import Order, OrderLine
from danshu.sales.permissions import VIEW_ORDER
from danshu.ui.formats import amount_text, quantity_text

MONTHS = 12


def year_before(today: date) -> date:
    """The first day of the month eleven months before: with the current one these are twelve."""
    month = today.replace(day=1)
    for _step in range(MONTHS - 1):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def order_panel(item: ItemFacts, actor: Actor) -> Panel | None:
    """What was ordered of an item, in the orders that exist for the actor; one query. None without the right."""
    if not actor.can(VIEW_ORDER):
        return None
    first = year_before(business_date(now()))
    orders = Order.objects.visible_to(actor, VIEW_ORDER).filter(
        status__in=CONFIRMED, order_date__gte=first, currency=item.currency
    )
    by_month = (
        OrderLine.objects.filter(item_id=item.id, order__in=orders)
        .values(month=TruncMonth("order__order_date"))
        .annotate(orders=Count("order", distinct=True), ordered=Sum("quantity"), returned=Sum("returned_quantity"),
                  worth=Sum(F("amount")))
        .order_by("-month")
    )  # fmt: skip
    found = list(by_month)
    url = f"{reverse('sales:order_list')}?item={item.id}"
    columns = [
        PanelColumn(label=_("月份")), PanelColumn(label=_("订单数"), numeric=True),
        PanelColumn(label=_("数量"), numeric=True), PanelColumn(label=pgettext("订单行", "退货"), numeric=True),
        PanelColumn(label=_("金额（%(currency)s）") % {"currency": item.currency}, numeric=True),
    ]  # fmt: skip
    rows = [
        [PanelCell(text=f"{row['month']:%Y-%m}"), row["orders"], quantity_text(row["ordered"]),
         quantity_text(row["returned"]), amount_text(row["worth"], item.currency)]
        for row in found
    ]  # fmt: skip
    totals = [
        _("合计"), sum(row["orders"] for row in found), quantity_text(sum((row["ordered"] for row in found), ZERO)),
        quantity_text(sum((row["returned"] for row in found), ZERO)),
        amount_text(sum((row["worth"] for row in found), ZERO), item.currency),
    ]  # fmt: skip
    return Panel(
        title=_("近 12 个月订单"), columns=columns, rows=rows, totals=totals if found else (),
        note=_("已审核的订单，按下单月份；只含你能看到的订单") if found else "",
        empty=_("近 12 个月没有已审核的订单"), more_url=url, more_label=_("全部订单"),
    )  # fmt: skip


register_panel("sales.orders", order_panel, order=30)
