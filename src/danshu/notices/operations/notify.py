"""Tell people something inside the product."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import translation
from django.utils.functional import Promise

from danshu.kit.context import current_context
from danshu.notices.kinds import is_mandatory

Text = str | Promise | Callable[[], str]
MAX_TEXT = 300

# One statement for all people, with what each of them chose for this kind (COL-008). Who wants it neither here nor by
# e-mail gets no row.
TELL = """
INSERT INTO notices_notice (user_id, kind, text, text_en, url, created_at, in_centre, mail_due, read_at)
SELECT person, %(kind)s, %(text)s, %(text_en)s, %(url)s, %(at)s, shown, mailed, CASE WHEN shown THEN NULL ELSE %(at)s END
FROM (
    SELECT person, place, %(mandatory)s OR coalesce(choice.in_centre, true) AS shown, coalesce(choice.by_mail, false) AS mailed
    FROM unnest(%(people)s::bigint[]) WITH ORDINALITY AS given (person, place)
    LEFT JOIN notices_noticechoice choice ON choice.user_id = person AND choice.kind = %(kind)s
) wanted WHERE shown OR mailed ORDER BY place
"""


def notify(user_ids: Iterable[int], *, kind: str, text: Text, url: str, at: datetime) -> None:
    """Put a notice under the bell of each person, in the transaction of the operation that runs, as he chose for its kind.

    kind: a stable code such as "sales.order_rejected"; text: a plain text, or a lazy one or a function for both
    languages (`lambda: _("订单 %(number)s 已驳回") % {...}`); url: a path of our own. One statement for all people.
    Raises RuntimeError outside of an operation, ValueError for a foreign address.
    """
    current_context()
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError("a notice leads to a page of our own")
    people = list(dict.fromkeys(user_ids))
    if not people:
        return
    told: dict[str, Any] = {
        "people": people, "kind": kind, "text": _in("zh-hans", text), "text_en": _in("en", text), "url": url, "at": at,
        "mandatory": is_mandatory(kind),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TELL, told)


def _in(language: str, text: Text) -> str:
    with translation.override(language):
        return str(text() if callable(text) else text)[:MAX_TEXT].replace("\x00", "")
