"""Tell people something inside the product."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import translation
from django.utils.functional import Promise

from danshu.kit.context import current_context
from danshu.notices.models import Notice

Text = str | Promise | Callable[[], str]
MAX_TEXT = 300


def notify(user_ids: Iterable[int], *, kind: str, text: Text, url: str, at: datetime) -> None:
    """Put a notice under the bell of each person, in the transaction of the operation that runs.

    kind: a stable code such as "sales.order_rejected"; text: a plain text, or a lazy one or a function for both
    languages (`lambda: _("订单 %(number)s 已驳回") % {...}`); url: a path of our own. One statement for all people.
    Raises RuntimeError outside of an operation, ValueError for a foreign address.
    """
    current_context()
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError("a notice leads to a page of our own")
    chinese, english = _in("zh-hans", text), _in("en", text)
    Notice.objects.bulk_create(
        Notice(user_id=pk, kind=kind, text=chinese, text_en=english, url=url, created_at=at)
        for pk in dict.fromkeys(user_ids)
    )


def _in(language: str, text: Text) -> str:
    with translation.override(language):
        return str(text() if callable(text) else text)[:MAX_TEXT]
