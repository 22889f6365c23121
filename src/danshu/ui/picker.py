"""The endpoint behind a picker field (COM-007): query, pages, the actor's data scope.

A domain declares `@allowed_to(...) def customer_options(request): return options(request, rows, option_of)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from danshu.ui.responses import render_page

PAGE = 20
PARTS = {"open": "ui/picker/window.html", "rows": "ui/picker/rows.html"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One line of the list: the key that is stored, the text shown in the field, and further facts beside it.

    figure and amount: shown at the right, for example stock and price. code: shown first, and what the product finder leaves in its cell. exact: a further full code, for example the bar
    code, by which a scanner finds it. disabled: why it cannot be chosen. data: JSON for the grid, e.g. {"unit": "箱"}.
    mark: markup before all, for example a small picture.
    """

    key: str | int
    text: str
    code: str = ""
    note: str = ""
    figure: str = ""
    amount: str = ""
    tone: str = ""
    disabled: str | Promise = ""
    data: str = ""
    exact: str = ""
    mark: SafeString | str = ""


def options(
    request: HttpRequest,
    find: Callable[[str], QuerySet[Any] | Iterable[Any]],
    option_of: Callable[[Any], Option],
    *,
    title: str = "",
) -> HttpResponse:
    """Answer GET ?q=text&page=n with options as HTML.

    find(text) returns what the actor may see, best matches first. With scripts the answer is a list of options for the
    combobox, or with ?window= the picker window (开窗): query, pages, a press on a line chooses. Without them it is a page
    of its own.
    """
    text = request.GET.get("q", "").strip()
    number = max(int(request.GET["page"]), 1) if request.GET.get("page", "").isdecimal() else 1
    start = (number - 1) * PAGE
    found: Any = find(text)
    rows = list(found[start : start + PAGE + 1])
    context = {
        "title": title,
        "options": [option_of(row) for row in rows[:PAGE]],
        "more": len(rows) > PAGE,
        "page": number,
        "q": text,
        "id": request.GET.get("id", "pick"),
        "address": request.path,
        "first": start + 1,
        "last": start + min(len(rows), PAGE),
    }
    partial = PARTS.get(request.GET.get("window", ""), "ui/picker/options.html")
    return render_page(request, "ui/picker/page.html", context, partial=partial)
