"""The rows of a list as markup, written in Python: two hundred cells are half of what a page costs in a template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from danshu.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from danshu.ui.lists.columns import Column
    from danshu.ui.lists.listing import RowView
    from danshu.ui.lists.spec import RowAction


def rows_html(rows: Iterable[RowView], columns: Sequence[Column], *, ticks: bool, acts: bool) -> SafeString:
    """The <tr> elements. ticks: a checkbox before each row; acts: a cell with the row's actions behind it."""
    opened = [f'<td class="{classes}">' if (classes := column.classes) else "<td>" for column in columns]
    tick = _("选择 %(label)s")
    pieces: list[str] = []
    labels: dict[int, str] = {}
    for row in rows:
        label = escape(row.label)
        pieces.append(f'\n<tr class="{escape(row.css)}">' if row.css else "\n<tr>")
        if ticks:
            pieces.append(_tick(row.pk, tick % {"label": label}))
        pieces += [f"{start}{cell}</td>" for start, (_column, cell) in zip(opened, row.cells, strict=True)]
        if acts:
            links = "".join(_link(action, url, label, labels) for action, url in row.actions)
            pieces.append(f'<td class="c-acts">{links}</td>')
        pieces.append("</tr>")
    return SafeString("".join(pieces))


def _tick(pk: Any, label: str) -> str:
    return (
        f'<td class="pin c-sel"><input class="form-check-input" type="checkbox" name="ids" value="{escape(pk)}"'
        f' form="list-batch" aria-label="{label}"></td>'
    )


def _link(action: RowAction, url: str, label: str, labels: dict[int, str]) -> str:
    if id(action) not in labels:
        labels[id(action)] = escape(action.label)
    name = labels[id(action)]
    dialog = ' data-dialog role="button"' if action.method == "dialog" else ""
    return (
        f'<a class="x-ib" href="{escape(url)}"{dialog} aria-label="{name} {label}" title="{name}">'
        f"{icon(action.icon, 's')}</a>"
    )
