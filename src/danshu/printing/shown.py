"""Copies as pages and API show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from danshu.printing.documents import Sheet, digest_of
from danshu.printing.models import PrintedDocument
from danshu.ui.detail import Card, Link
from danshu.ui.formats import datetime_text
from danshu.ui.statuses import Status

KEY = re.compile(r"[!-~]{1,100}")


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy; `is_superseded` when its document states something else by now (DOC-005)."""

    document: PrintedDocument
    is_superseded: bool


def with_state(documents: Iterable[PrintedDocument], sheet: Callable[[], Sheet]) -> list[Copy]:
    """Compare copies with the document of today; `sheet` gives it in the active language."""
    today: dict[str, str] = {}
    found = []
    for document in documents:
        if document.language not in today:
            with translation.override(document.language):
                today[document.language] = digest_of(sheet().facts())
        found.append(Copy(document, document.facts_digest != today[document.language]))
    return found


def copies_card(copies: list[Copy], url: Callable[[str], str]) -> list[Card]:
    """The card of a detail page with all copies; none without copies. url: from a copy's code to its pages."""
    if not copies:
        return []
    superseded = Status(_("已被修改取代"), "warn")
    links = [
        Link(label=_title(copy.document), url=url(copy.document.code), icon="printer", new_tab=True,
             note=f"{copy.document.printed_by_name} {datetime_text(copy.document.printed_at)} · {copy.document.code}",
             status=superseded if copy.is_superseded else None)
        for copy in copies
    ]  # fmt: skip
    return [Card(title=_("打印记录"), links=links)]


def _title(document: PrintedDocument) -> str:
    words = {"copy": document.copy}
    return _("第 %(copy)s 份 · 英文") % words if document.language == "en" else _("第 %(copy)s 份") % words


def key_of(text: str | None) -> str:
    """The one-time key of a print button; empty when there is none, then each press counts."""
    return text if text and KEY.fullmatch(text) else ""
