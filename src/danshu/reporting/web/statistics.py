"""Order statistics: conditions first, then table and chart, each figure leading to its orders (RPT-002, RPT-003)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.kit.clock import business_date, now
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.web import ActorRequest, allowed_to
from danshu.reporting.asking import Question, as_address, presets, read
from danshu.reporting.permissions import EXPORT_SALES, VIEW_STATISTICS
from danshu.reporting.statistics import Report, report_of
from danshu.reporting.web.conditions import ConditionsForm, conditions_in_words
from danshu.reporting.web.files import basis_words, paper, table_file
from danshu.reporting.web.order_chart import HEIGHT, WIDTH, chart_of
from danshu.sales.statistics import currencies_of_orders
from danshu.sales.traits import TIME, TRAITS
from danshu.ui.lists.spec import KEEPERS, Keeper
from danshu.ui.ports import PORTS
from danshu.ui.responses import render_page

PERIODS = {
    "today": _("今天"), "week": _("本周"), "month": _("本月"), "last_month": _("上月"), "quarter": _("本季度"),
    "year": _("今年"), "last_year": _("去年"),
}  # fmt: skip
MOST_ROWS = 1000
NAME = "reporting.orders"
FIGURES = ("orders", "quantity", "gross", "refunded", "amount")
KEEPERS[NAME] = Keeper(_("订单统计"), "reporting:orders")


@allowed_to(VIEW_STATISTICS)
def orders(request: ActorRequest) -> HttpResponseBase:
    """GET: the report of ?by= and its conditions; ?export=csv, xlsx or pdf: the same rows as a file."""
    today = business_date(now())
    try:
        question = read(request.GET, request.actor, today)
    except FieldErrors as wrong:
        return _to_be_put_right(request, today, wrong.problems)
    report = report_of(request.actor, question)
    form = _form(request, question)
    refusal = None
    if kind := request.GET.get("export", ""):
        try:
            return _file(request, report, form, kind)
        except DomainError as refused:
            if refused.status == 403:
                raise
            refusal = refused
    return render_page(
        request, "reporting/orders.html", _context(request, report, form) | {"refusal": refusal},
        status=refusal.status if refusal else 200,
    )  # fmt: skip


def _form(request: ActorRequest, question: Question, problems: Sequence[FieldProblem] = ()) -> ConditionsForm:
    asked = question.asked
    known = currencies_of_orders(request.actor, asked.first, asked.last)
    return ConditionsForm(question, request.actor, known, request.GET, problems)


def _to_be_put_right(request: ActorRequest, today: date, problems: Sequence[FieldProblem]) -> HttpResponseBase:
    """The conditions as they were given, what is wrong beside the days, and no figures."""
    given = request.GET.copy()
    for name in ("from", "to", "first", "last", "period"):
        given.pop(name, None)
    question = read(given, request.actor, today)
    context = _asking(request, question, _form(request, question, problems))
    return render_page(request, "reporting/orders.html", context, status=422)


def _context(request: ActorRequest, report: Report, form: ConditionsForm) -> dict[str, Any]:
    question = report.question
    left_out = max(len(report.rows) - MOST_ROWS, 0)
    return _asking(request, question, form) | {
        "report": report, "rows": report.rows[:MOST_ROWS], "left_out": left_out, "chart": chart_of(report.rows),
        "width": WIDTH, "height": HEIGHT, "compared": question.before is not None, "sorts": _sorts(question),
        "may_export": request.actor.can(EXPORT_SALES), "basis": basis_words(report.question.asked), "most_rows": MOST_ROWS,
        "by_month": f"?{as_address(question, by='month', sort=None)}" if question.asked.trait.kind == TIME else "",
    }  # fmt: skip


def _asking(request: ActorRequest, question: Question, form: ConditionsForm) -> dict[str, Any]:
    asked = question.asked
    return {
        "asked": asked, "form": form, "by_label": asked.trait.label, "query": as_address(question),
        "period": question.period,
        "traits": [(found.label, f"?{as_address(question, by=key, sort=None)}", key == asked.by)
                   for key, found in TRAITS.items()],
        "periods": _periods(question), **_views(request, question),
    }  # fmt: skip


def _periods(question: Question) -> list[tuple[Any, str, bool]]:
    """Periods with one press; the rest of the question stays."""
    asked = question.asked
    return [
        (PERIODS[code], f"?{as_address(question, **{'period': code, 'from': '', 'to': ''})}",
         code == question.period or (not question.period and (first, last) == (asked.first, asked.last)))
        for code, first, last in presets(business_date(now()))
    ]  # fmt: skip


def _sorts(question: Question) -> dict[str, tuple[str, str]]:
    figure, down = question.order
    return {
        name: (
            f"?{as_address(question, sort=name if figure == name and down else f'-{name}')}",
            ("descending" if down else "ascending") if figure == name else "none",
        )
        for name in ("key", *FIGURES)
    }


def _views(request: ActorRequest, question: Question) -> dict[str, Any]:
    """Kept questions of the person and those shared with him (CUS-007)."""
    offered = PORTS.saved_views(request.actor, NAME) if PORTS.saved_views is not None else ()
    current = request.GET.get("view", "")
    return {
        "views": [(view.label, f"?view={view.key}&{view.query}", str(view.key) == current) for view in offered],
        "list_name": NAME, "save_url": reverse("saved_views:new"), "manage_url": reverse("saved_views:list"),
        "token": str(uuid4()), "kept": as_address(question),
    }  # fmt: skip


def _file(request: ActorRequest, report: Report, form: ConditionsForm, kind: str) -> HttpResponseBase:
    """All rows and their total; who took what is logged (SYS-006)."""
    request.actor.require(EXPORT_SALES)
    kind = kind if kind in ("csv", "pdf") else "xlsx"
    made = (
        paper(report, conditions_in_words(form), request.actor)
        if kind == "pdf"
        else table_file(report, kind, conditions_in_words(form))
    )
    asked = {key: request.GET.getlist(key) for key in request.GET if key != "export"}
    if PORTS.log_export is not None:
        PORTS.log_export(request.actor, NAME, kind, len(report.rows) + 1, asked)
    return made
