"""The result of a list on paper: landscape, the columns as wide as what stands in them (CAT-008)."""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.clock import company_zone, now
from danshu.kit.words import with_count
from danshu.printing.documents import LEFT, RIGHT, Column, Pair, Sheet, clean
from danshu.printing.errors import ReportFailed
from danshu.printing.fitting import LANDSCAPE
from danshu.printing.rendering import typeset
from danshu.ui.ports import ListOnPaper

# signs of half width that a column is sized for, whatever stands in it
NARROWEST, WIDEST = 6, 28
SECONDS = 60.0


def report_of(wanted: ListOnPaper) -> bytes:
    """The pages of a report. Raises ReportFailed when they are not done within a minute."""
    at = now()
    rows = [*wanted.rows, wanted.totals] if wanted.totals else wanted.rows
    widths = column_widths(wanted.headings, rows)
    sheet = Sheet(
        title=wanted.title, number="",
        pairs=[*(Pair(label, value) for label, value in wanted.conditions), Pair(_("条数"), str(len(wanted.rows)))],
        columns=[
            Column(title, width, RIGHT if numeric else LEFT)
            for title, width, numeric in zip(wanted.headings, widths, wanted.numeric, strict=True)
        ],
        rows=rows,
    )  # fmt: skip
    facts = {"who": wanted.printed_by, "moment": f"{at.astimezone(company_zone()):%Y-%m-%d %H:%M}"}
    before, between, after = _("第 {page} 页 共 {pages} 页").replace("{pages}", "{page}").split("{page}")
    content: dict[str, Any] = {
        "facts": sheet.facts(),
        "imprint": clean({"printed": _("打印：%(who)s %(moment)s") % facts, "code": _rows_text(len(wanted.rows)),
                          "mark": "", "page_words": (before, between, after)}),
        "company": clean({"name": wanted.company, "lines": (), "footer": "", "logo": ""}),
        "language": wanted.language, "landscape": True,
    }  # fmt: skip
    try:
        return typeset(content, logo=None, moment=int(at.timestamp()), seconds=SECONDS)
    except subprocess.SubprocessError as error:
        raise ReportFailed from error


def _rows_text(count: int) -> str:
    return with_count("共 %(count)s 行") % {"count": count}


def column_widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Millimetres of each column: shares of the line by the longest text, within limits."""
    signs = [
        min(max(NARROWEST, _signs(heading), *(_signs(row[place]) for row in rows), 0), WIDEST)
        for place, heading in enumerate(headings)
    ]
    return [round(LANDSCAPE * number / sum(signs), 2) for number in signs]


def _signs(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
