"""The report as a file: spreadsheet, CSV and PDF, with the rows and the total of the page (RPT-002)."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import DomainError
from danshu.kit.words import clauses, in_sentence, listed
from danshu.printing.copies import imprint_words
from danshu.printing.documents import RIGHT, Pair, Sheet
from danshu.printing.documents import Column as PaperColumn
from danshu.printing.rendering import typeset
from danshu.reporting.statistics import Report, Row
from danshu.sales.daily import SOLD
from danshu.sales.letterhead import letterhead
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.statistics import Asked
from danshu.ui.formats import amount_text, date_text, decimal_text, english, percent_text, quantity_text
from danshu.ui.lists import Column
from danshu.ui.lists.export import XLSX, csv_below, csv_lines
from danshu.ui.lists.sheets import write_xlsx

PAPER_ROWS = 500  # what a report on paper is read to the end of


class TooLongForPaper(DomainError):
    """More rows than anybody reads on paper."""

    code = "too_long_for_paper"
    message = gettext_lazy("报表有 %(count)s 行，PDF 最多 %(limit)s 行")
    way_out = gettext_lazy("缩小期间或条件，或导出 Excel")


class PaperFailed(DomainError):
    """The typesetting took too long."""

    code, status = "report_not_typeset", 503
    message = gettext_lazy("PDF 没有生成")
    way_out = gettext_lazy("稍后再试，或导出 Excel")


def columns_of(report: Report) -> list[Column]:
    """The columns of a file: those of the page; shares and growth as parts of one."""
    asked = report.question.asked
    found = [
        Column(key="label", label=asked.trait.label, value=lambda row: row.label),
        Column(key="orders", label=gettext_lazy("订单数"), kind="number", value=lambda row: row.group.orders),
        Column(key="quantity", label=gettext_lazy("数量"), kind="number", value=lambda row: row.group.quantity),
        Column(key="gross", label=gettext_lazy("成交额"), kind="money", value=lambda row: row.group.gross),
        Column(key="refunded", label=gettext_lazy("退款冲减"), kind="money", value=lambda row: row.group.refunded),
        Column(key="amount", label=gettext_lazy("销售额"), kind="money", value=lambda row: row.group.amount),
        Column(key="currency", label=gettext_lazy("币种"), value=lambda row: asked.shown_in),
        Column(key="share", label=gettext_lazy("占比"), kind="number", value=lambda row: _part(row.share)),
        Column(
            key="average", label=gettext_lazy("平均每单"), kind="money", value=lambda row: _cents(row.group.average)
        ),
    ]
    if report.question.before is not None:
        found += [
            Column(key="before", label=gettext_lazy("对比期销售额"), kind="money", value=lambda row: row.before),
            Column(key="growth", label=gettext_lazy("增长"), kind="number", value=lambda row: _part(row.growth)),
        ]
    return found


def _part(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.0001"))


def _cents(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.01"))


def facts_of(report: Report, conditions: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a file says below its table: the period, the one it is compared with, the conditions, what is counted."""
    asked, before = report.question.asked, report.question.before
    return [
        (_("期间"), _days(asked)),
        *([(_("对比期"), _days(before))] if before is not None else []),
        (_("币种"), asked.shown_in), (_("按什么统计"), str(asked.trait.label)), *conditions,
        (_("口径"), basis_words(report.question.asked)),
    ]  # fmt: skip


def _days(asked: Asked) -> str:
    return f"{date_text(asked.first)} – {date_text(asked.last)}"


def rows_with_total(report: Report) -> list[Row]:
    """All rows and the total under them."""
    total = report.total
    return [*report.rows, Row(_("合计"), total.group, total.share, total.before, "")]


def table_file(report: Report, kind: str, conditions: Sequence[tuple[str, str]] = ()) -> HttpResponseBase:
    """A spreadsheet or CSV; below the total, after an empty line, what it answers."""
    name = get_valid_filename(f"{_('订单统计')}-{business_date(now()):%Y%m%d}.{kind}")
    columns, rows = columns_of(report), rows_with_total(report)
    below = [("", ""), *facts_of(report, conditions)]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    if kind == "csv":
        file.write("".join([*csv_lines(columns, rows), *csv_below(below)]).encode())
    else:
        write_xlsx(file, str(_("订单统计")), columns, rows, below=below)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name,
                        content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX)  # fmt: skip


def paper(report: Report, conditions: list[tuple[str, str]], actor: Actor) -> HttpResponse:
    """A PDF for printing. Raises TooLongForPaper, PaperFailed."""
    if len(report.rows) > PAPER_ROWS:
        raise TooLongForPaper(count=len(report.rows), limit=PAPER_ROWS)
    at, head = now(), letterhead()
    moment = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    content: dict[str, Any] = {
        "facts": _sheet(report, conditions).facts(),
        "imprint": {
            "printed": pgettext("报表", "打印：%(who)s %(moment)s") % {"who": actor.name, "moment": moment}, "code": "",
            "mark": "", "page_words": imprint_words(),
        },
        "company": {"name": head.name, "lines": list(head.lines), "footer": head.footer, "logo": ""},
        "language": "en" if english() else "zh-hans",
    }  # fmt: skip
    try:
        pages = typeset(content, logo=head.logo, moment=int(at.timestamp()))
    except subprocess.SubprocessError as error:
        raise PaperFailed from error
    answer = HttpResponse(pages, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="order-statistics-{business_date(at):%Y%m%d}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _sheet(report: Report, conditions: list[tuple[str, str]]) -> Sheet:
    asked, before = report.question.asked, report.question.before
    compared = before is not None
    heads = [_("订单数"), _("数量"), _("成交额"), _("退款冲减"), _("销售额"), _("占比"), _("平均每单")]
    heads += [_("对比期销售额"), _("增长")] if compared else []
    pairs = [Pair(_("期间"), _days(asked)), *([Pair(_("对比期"), _days(before))] if before is not None else []),
             Pair(_("币种"), asked.shown_in), Pair(_("按什么统计"), str(asked.trait.label)),
             *([Pair(_("条件"), clauses(f"{label} {text}" for label, text in conditions), wide=True)] if conditions else [])]  # fmt: skip
    return Sheet(
        title=_("订单统计"), number="", pairs=pairs,
        columns=[PaperColumn(str(asked.trait.label)), *(PaperColumn(head, 18 if compared else 22, RIGHT) for head in heads)],
        rows=[_cells(row, asked.shown_in, compared=compared) for row in report.rows],
        summary=_cells(rows_with_total(report)[-1], asked.shown_in, compared=compared),
        notes=[basis_words(report.question.asked)],
    )  # fmt: skip


def _cells(row: Row, currency: str, *, compared: bool) -> list[str]:
    group = row.group
    cells = [row.label, decimal_text(group.orders), quantity_text(group.quantity, "")]
    cells += [amount_text(each, currency) for each in (group.gross, group.refunded, group.amount)]
    cells += [percent_text(row.share), _money_text(group.average, currency)]
    if compared:
        cells += [_money_text(row.before, currency), percent_text(row.growth)]
    return cells


def _money_text(value: Decimal | None, currency: str) -> str:
    return "—" if value is None else amount_text(value, currency)


def basis_words(asked: Asked) -> str:
    """What is counted, in words."""
    of_sold = set(asked.statuses) <= set(SOLD)
    told = [_("按审核日期") if asked.by_approval else _("按下单日期"), _counted_words(asked)]
    told.append(_("金额为所选商品行的成交额，不含运费") if asked.of_lines else _("金额为订单合计"))
    if not asked.currency:
        told.append(_("外币订单按各单汇率折合 %(currency)s") % {"currency": asked.shown_in})
    told.append(_("退款按退款日期冲减，客户仍要付的退款不冲减") if of_sold else _("退款不冲减"))
    if asked.of_lines:
        told.append(_("点开的列表是整张订单，合计含其他商品行和运费，可能大于这里的金额"))
    return clauses([told[0], *map(in_sentence, told[1:])])


def _counted_words(asked: Asked) -> str:
    if set(asked.statuses) == set(SOLD):
        return _("审核通过及以后的订单，不含已取消、已作废和已删除")
    names = dict(OrderStatus.choices)
    return _("只含状态为 %(statuses)s 的订单") % {"statuses": listed(str(names[each]) for each in asked.statuses)}
