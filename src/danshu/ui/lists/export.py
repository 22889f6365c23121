"""Exports of what the filter finds: Excel and CSV, never executable (reliability.md section 6, hard spots)."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.text import get_valid_filename
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from danshu.kit import clock
from danshu.kit.errors import DomainError
from danshu.ui.formats import date_text, local
from danshu.ui.lists.columns import Column
from danshu.ui.lists.sheets import write_xlsx
from danshu.ui.lists.state import ListState
from danshu.ui.ports import PORTS, ListOnPaper

AT_ONCE = 5_000
ON_PAPER = 1_000
PDF = "pdf"
CHUNK = 500
# characters that make a spreadsheet read a text as a formula, also in full width
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TooManyRows(DomainError):
    """The result is larger than one request may carry, and no job takes it."""

    code, status = "too_many_rows", 422
    message = _("筛选结果超过 %(limit)s 条，不能直接导出")
    way_out = _("缩小筛选范围，或分几次导出")


class NothingToExport(DomainError):
    """An empty result."""

    code, status = "nothing_to_export", 422
    message = _("筛选结果为空，没有可导出的内容")
    way_out = _("放宽筛选条件后再导出")


def export(state: ListState, kind: str, fields: Sequence[str] = ()) -> HttpResponseBase | str:
    """The file, or the address of the job that makes it when there are more than 5,000 rows (SYS-010).

    fields: keys of the wanted columns, empty for all that the actor may see. kind: "xlsx", "csv" or "pdf", a report of at
    most 1,000 rows. Checks the export permission, writes the log. Raises Forbidden, NothingToExport, TooManyRows.
    """
    spec, actor = state.spec, state.actor
    actor.require(spec.export)
    allowed = [column for column in spec.columns_for(actor) if column.export]
    shown = allowed if kind != PDF else [column for column in allowed if not column.hidden]
    columns = [column for column in allowed if column.key in fields] or shown
    asked = state.filter_params()
    rows = list(state.order.apply(state.rows())[: AT_ONCE + 1])
    if not rows:
        raise NothingToExport()
    if kind == PDF and len(rows) > ON_PAPER:
        raise TooManyRows(limit=ON_PAPER)
    if len(rows) > AT_ONCE:
        if PORTS.export_later is None:
            raise TooManyRows(limit=AT_ONCE)
        return PORTS.export_later(actor, spec.name, kind, asked, [column.key for column in columns])
    if PORTS.log_export is not None:
        PORTS.log_export(
            actor,
            spec.name,
            kind,
            len(rows),
            asked | ({"fields": [column.key for column in columns]} if fields else {}),
        )
    if PORTS.note_export is not None:
        PORTS.note_export(actor, spec.name, str(spec.title), kind, len(rows), asked, [column.key for column in columns])
    name = get_valid_filename(f"{spec.title}-{clock.business_date(clock.now()):%Y%m%d}.{kind}")
    if kind == PDF:
        return pdf_response(state, columns, rows, name)
    if kind == "csv":
        return _csv_response(columns, rows, name)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_xlsx(file, str(spec.title), columns, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def pdf_response(state: ListState, columns: Sequence[Column], rows: Sequence[Any], name: str) -> HttpResponse:
    """The rows as they are shown on the screen, on paper with the conditions they were found by (CAT-008)."""
    if PORTS.print_list is None:
        raise NothingToExport()
    asked = [(str(each.label), reading.text) for each, reading in state.readings if reading.text]
    if state.q:
        asked.insert(0, (str(_("关键词")), state.q))
    pages = PORTS.print_list(ListOnPaper(
        title=str(state.spec.title), company=PORTS.company() if PORTS.company else "",
        conditions=asked,
        headings=[column.heading for column in columns], numeric=[column.numeric for column in columns],
        rows=[[_on_paper(column, record) for column in columns] for record in rows], totals=_totals(state, columns),
        printed_by=state.actor.name, language=get_language() or "zh-hans",
    ))  # fmt: skip
    response = HttpResponse(pages, content_type="application/pdf")
    named = FileResponse(io.BytesIO(), as_attachment=True, filename=name).headers["Content-Disposition"]
    response.headers["Content-Disposition"] = named
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _totals(state: ListState, columns: Sequence[Column]) -> list[str]:
    """The totals of the columns that have one, as below the list; none where nothing is added up."""
    sums = {column.key: column.total for column in columns if column.total is not None}
    if not sums:
        return []
    rows = state.rows()
    if state.spec.totals_where is not None:
        rows = rows.filter(state.spec.totals_where)
    found = rows.order_by().aggregate(**{f"total_{key}": total for key, total in sums.items()})
    cells = [column.total_html(found[f"total_{column.key}"]) if column.key in sums else "" for column in columns]
    if not cells[0]:
        cells[0] = " ".join(filter(None, (str(_("合计")), str(state.spec.totals_note))))
    return cells


def _on_paper(column: Column, record: Any) -> str:
    """The cell in words; days with their year, since paper outlives it."""
    value = column.read(record)
    if column.kind in ("date", "datetime") and isinstance(value, date):
        timed = f" {local(value):%H:%M}" if column.kind == "datetime" and isinstance(value, datetime) else ""
        return date_text(value) + timed
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", column.html(record))).split())


def harmless(text: str) -> str:
    """A text that no spreadsheet program runs: dangerous beginnings get an apostrophe, which our own import removes."""
    return "'" + text if text.startswith(DANGEROUS) else text


def csv_lines(columns: list[Column], rows: Any) -> Iterator[str]:
    """The file line by line, with a byte-order mark so that Excel reads UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    writer.writerow([harmless(column.heading) for column in columns])
    for record in rows:
        yield _drain(buffer)
        writer.writerow([_csv_cell(column.plain(record)) for column in columns])
    yield _drain(buffer)


def csv_below(facts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Lines under the table: a name and its text each."""
    buffer = io.StringIO()
    for fact in facts:
        csv.writer(buffer).writerow([harmless(text) for text in fact])
        yield _drain(buffer)


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | Decimal | int | float):
        return str(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return value.isoformat() if isinstance(value, date) else harmless(str(value))


def _drain(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _csv_response(columns: list[Column], rows: Any, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    # FileResponse knows how to write non-ASCII names; use its rules for the stream as well
    response.headers["Content-Disposition"] = FileResponse(io.BytesIO(), as_attachment=True, filename=name).headers[
        "Content-Disposition"
    ]
    return response
