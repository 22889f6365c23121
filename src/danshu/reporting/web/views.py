"""The report of sales by month: figures, bars, and the way to the orders behind each number (RPT-002 to RPT-004)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from danshu.kit.clock import business_date, now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.reporting.asking import Question, as_address, orders_url, over_year
from danshu.reporting.permissions import VIEW_SALES, VIEW_STATISTICS
from danshu.reporting.queries import LOST, SOLD, WAITING, Figure, SalesByMonth, sales_by_month
from danshu.reporting.web.chart import HEIGHT, WIDTH, Bars, bars_of
from danshu.reporting.web.conditions import YearForm, conditions_in_words
from danshu.reporting.web.files import basis_words
from danshu.sales.statistics import Group

YEARS = range(2000, 2101)


@allowed_to(VIEW_SALES)
def sales(request: ActorRequest) -> HttpResponse:
    """Sales of a year by month; ?year=, ?currency= and the conditions of the order statistics choose. What cannot be
    understood means this year, all orders."""
    today = business_date(now())
    year = _year(request.GET.get("year", ""), today)
    question = over_year(request.GET, request.actor, year)
    report = sales_by_month(
        request.actor, year=year, currency=question.asked.currency, conditions=question.asked
    )  # fmt: skip
    form = YearForm(question, request.actor, report.currencies, report.years, year)
    lines = [{"bars": bars, **_links(report, question, bars)} for bars in bars_of(report.rows)]
    context = {
        "report": report, "lines": lines, "width": WIDTH, "height": HEIGHT, "before": report.year - 1, "form": form,
        "told": conditions_in_words(form), "basis": basis_words(report.asked), "reset": f"?year={year}",
        "statistics": _statistics(question) if request.actor.can(VIEW_STATISTICS) else "",
    }  # fmt: skip
    return render(request, "reporting/sales.html", context)


def _statistics(question: Question) -> str:
    """The same as order statistics: to sort it, to take it away as a file."""
    return f"{reverse('reporting:orders')}?{as_address(question)}"


def _year(text: str, today: date) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) in YEARS else today.year


def _links(report: SalesByMonth, question: Question, bars: Bars) -> dict[str, str]:
    """The orders behind the numbers of a month."""
    row = bars.row

    def listed(figure: Figure, statuses: frozenset[str]) -> str:
        asked = replace(report.asked, statuses=sorted(statuses), by_approval=statuses == SOLD)
        return orders_url(asked, Group(row.month, "", figure.orders), question.segment)

    return {
        "sold_url": listed(row.sold, SOLD), "waiting_url": listed(row.waiting, WAITING),
        "lost_url": listed(row.lost, LOST),
    }  # fmt: skip
