"""The report of sales by month: figures, bars, and the way to the orders behind each number (RPT-002, RPT-003)."""

from __future__ import annotations

import calendar
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from danshu.kit.clock import business_date, now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.reporting.permissions import VIEW_SALES
from danshu.reporting.queries import LOST, SOLD, WAITING, sales_by_month
from danshu.reporting.web.chart import HEIGHT, WIDTH, Bars, bars_of

YEARS = range(2000, 2101)


@allowed_to(VIEW_SALES)
def sales(request: ActorRequest) -> HttpResponse:
    """Sales of a year by month; ?year= and ?currency= choose. What cannot be understood means this year."""
    today = business_date(now())
    report = sales_by_month(
        request.actor, year=_year(request.GET.get("year", ""), today), currency=_currency(request.GET)
    )
    lines = [{"bars": bars, **_links(bars)} for bars in bars_of(report.rows)]
    context = {"report": report, "lines": lines, "width": WIDTH, "height": HEIGHT, "before": report.year - 1}
    return render(request, "reporting/sales.html", context)


def _year(text: str, today: date) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) in YEARS else today.year


def _currency(given: QueryDict) -> str:
    text = given.get("currency", "")
    return text if len(text) == 3 and text.isascii() and text.isupper() else ""


def _links(bars: Bars) -> dict[str, str]:
    """The orders behind the numbers of a month."""
    month = bars.row.month
    return {
        "sold_url": orders_url(month, SOLD), "waiting_url": orders_url(month, WAITING),
        "lost_url": orders_url(month, LOST),
    }  # fmt: skip


def orders_url(month: date, statuses: frozenset[str]) -> str:
    """The order list of a month and some statuses."""
    last = calendar.monthrange(month.year, month.month)[1]
    asked = [("ordered_from", month.isoformat()), ("ordered_to", month.replace(day=last).isoformat())]
    return f"{reverse('sales:order_list')}?{urlencode([*asked, *(('status', status) for status in sorted(statuses))])}"
