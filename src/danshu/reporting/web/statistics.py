"""Order statistics: conditions first, then table and chart, each figure leading to its orders (RPT-002, RPT-003)."""

from __future__ import annotations

import tempfile
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.catalog.queries import category_choices
from danshu.identity.queries import full_name_of, unit_choices
from danshu.kit.clock import business_date, now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties.queries import customer_label
from danshu.reporting.asking import COMPARISONS, Question, as_address, read
from danshu.reporting.permissions import EXPORT_SALES, VIEW_SALES
from danshu.reporting.statistics import Report, Row, report_of
from danshu.reporting.web.order_chart import HEIGHT, WIDTH, chart_of
from danshu.sales.daily import SOLD
from danshu.sales.lifecycle import Channel, OrderStatus, OrderType
from danshu.sales.statistics import OF_LINES, currencies_of_orders
from danshu.stores.permissions import VIEW_STORE
from danshu.stores.queries import store_choices
from danshu.ui.lists import Column
from danshu.ui.lists.export import XLSX, csv_lines, write_xlsx
from danshu.ui.ports import PORTS
from danshu.ui.responses import render_page

BY = {
    "month": gettext_lazy("月份"), "week": gettext_lazy("周"), "day": gettext_lazy("日期"),
    "category": gettext_lazy("商品分类"), "item": gettext_lazy("商品"), "status": gettext_lazy("订单状态"),
    "type": gettext_lazy("类型"), "channel": gettext_lazy("来源"), "unit": gettext_lazy("组织"),
    "store": gettext_lazy("门店"),
    "owner": gettext_lazy("业务员"), "customer": gettext_lazy("客户"),
    "province": gettext_lazy("收货省份"), "city": gettext_lazy("收货城市"),
}  # fmt: skip
COMPARED = {
    "": gettext_lazy("不对比"), "previous": gettext_lazy("上一期"), "year_before": pgettext_lazy("对比", "上年同期"),
}  # fmt: skip
MOST_ROWS = 1000
NAME = "reporting.orders"


@allowed_to(VIEW_SALES)
def orders(request: ActorRequest) -> HttpResponseBase:
    """GET: the report of ?by= and its conditions; ?export=csv or xlsx: the same rows as a file."""
    question = read(request.GET, request.actor, business_date(now()))
    report = report_of(request.actor, question)
    if kind := request.GET.get("export", ""):
        return _file(request, report, "csv" if kind == "csv" else "xlsx")
    asked = question.asked
    context: dict[str, Any] = {
        "report": report, "asked": asked, "rows": report.rows[:MOST_ROWS], "left_out": max(len(report.rows) - MOST_ROWS, 0),
        "chart": chart_of(report.rows), "width": WIDTH, "height": HEIGHT, "by_label": BY[asked.by],
        "of_lines": asked.by in OF_LINES or asked.category is not None, "compared": question.before is not None,
        "may_export": request.actor.can(EXPORT_SALES), "query": as_address(question),
        **_choices(request, question),
    }  # fmt: skip
    return render_page(request, "reporting/orders.html", context)


def _choices(request: ActorRequest, question: Question) -> dict[str, Any]:
    asked = question.asked
    currencies = currencies_of_orders(request.actor, asked.first, asked.last)
    person = full_name_of(asked.owner) if asked.owner else ""
    customer = customer_label(request.actor, str(asked.customer)) if asked.customer else ""
    figure, down = question.order
    return {
        "traits": [(key, BY[key], f"?{as_address(question, by=key, sort=None)}", key == asked.by) for key in BY],
        "currencies": sorted({*currencies, asked.currency}), "units": unit_choices(), "stores": store_choices(request.actor) if request.actor.can(VIEW_STORE) else [],
        "chosen_stores": {str(pk) for pk in asked.stores}, "categories": category_choices(),
        "statuses": OrderStatus.choices, "channels": Channel.choices, "types": OrderType.choices,
        "comparisons": [(key, COMPARED[key]) for key in COMPARISONS], "compare": question.compare,
        "chosen_units": {str(pk) for pk in asked.units},
        "chosen_statuses": set(asked.statuses) if set(asked.statuses) != set(SOLD) else set(),
        "persons": [(label, f"?{as_address(question, **{name: None})}") for name, label in
                    (("owner", person), ("customer", customer)) if label],
        "sorts": {name: (f"?{as_address(question, sort=name if figure == name and down else f'-{name}')}",
                         ("descending" if down else "ascending") if figure == name else "none")
                  for name in ("orders", "quantity", "amount")},
    }  # fmt: skip


def _columns(report: Report) -> list[Column]:
    asked = report.question.asked
    found = [
        Column(key="label", label=BY[asked.by], value=lambda row: row.label),
        Column(key="orders", label=gettext_lazy("订单数"), kind="number", value=lambda row: row.group.orders),
        Column(key="quantity", label=gettext_lazy("数量"), kind="number", value=lambda row: row.group.quantity),
        Column(key="amount", label=gettext_lazy("销售额"), kind="money", value=lambda row: row.group.amount),
        Column(key="currency", label=gettext_lazy("币种"), value=lambda row: asked.currency),
    ]
    if report.question.before is not None:
        before = Column(key="before", label=gettext_lazy("对比期销售额"), kind="money", value=lambda row: row.before)
        found.append(before)
    return found


def _file(request: ActorRequest, report: Report, kind: str) -> HttpResponseBase:
    """All rows and their total; who took what is logged (SYS-006)."""
    request.actor.require(EXPORT_SALES)
    group = report.total.group
    rows = [*report.rows, Row(_("合计"), group, report.total.share, report.total.before, "")]
    asked = {key: request.GET.getlist(key) for key in request.GET if key != "export"}
    if PORTS.log_export is not None:
        PORTS.log_export(request.actor, NAME, kind, len(rows), asked)
    name = get_valid_filename(f"{_('订单统计')}-{business_date(now()):%Y%m%d}.{kind}")
    columns = _columns(report)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    if kind == "csv":
        file.write("".join(csv_lines(columns, rows)).encode())
    else:
        write_xlsx(file, str(_("订单统计")), columns, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name,
                        content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX)  # fmt: skip
