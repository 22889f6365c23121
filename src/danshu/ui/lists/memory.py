"""Going into a record and coming back to the same place (COM-002), and walking on from record to record.

A small cookie remembers the last query of a few lists: no session is written for reading, and it works without scripts.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict

from danshu.kit.actor import Actor
from danshu.kit.querysets import ScopedQuerySet
from danshu.ui.lists.spec import ListSpec
from danshu.ui.lists.state import read_state
from danshu.ui.normalise import is_absurd
from danshu.ui.paging import BOUND, counts

COOKIE = "danshu-lists"
KEPT = 6
LONGEST = 500


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        stored = json.loads(request.COOKIES.get(COOKIE, "{}"))
    except (ValueError, RecursionError):
        return {}
    return {str(k): v for k, v in stored.items() if _is_query(v)} if isinstance(stored, dict) else {}


def _is_query(text: object) -> bool:
    """True for what `remember` can have written; anything else would reach the database past the check of addresses."""
    if not isinstance(text, str) or len(text) > LONGEST or not (text.isascii() and text.isprintable()):
        return False
    return not any(is_absurd(value) for _name, values in QueryDict(text).lists() for value in values)


def remember(request: HttpRequest, response: HttpResponse, name: str, query: str) -> None:
    """Keep the query of a list in the cookie; too long ones are forgotten rather than cut."""
    stored = _read(request)
    if stored.get(name, "") == query:
        return
    stored.pop(name, None)
    if query and len(query) <= LONGEST:
        stored[name] = query
    kept = dict(list(stored.items())[-KEPT:])
    response.set_cookie(
        COOKIE,
        json.dumps(kept, separators=(",", ":")),
        samesite="Lax",
        secure=getattr(settings, "SESSION_COOKIE_SECURE", False),
        httponly=True,
    )


def back_url(request: HttpRequest, name: str, url: str) -> str:
    """The list's address with the query the person left it with."""
    query = _read(request).get(name, "")
    return f"{url}?{query}" if query else url


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The records before and after in the list the person came from; position is None beyond the counted part."""

    previous_url: str
    next_url: str
    position: int | None
    total: str


def neighbours(
    request: HttpRequest, spec: ListSpec, actor: Actor, record: Any, url_of: Callable[[Any], str]
) -> Neighbours | None:
    """Walk the list with its filters and order: three statements; None when the record is not in it."""
    state = read_state(spec, actor, QueryDict(_read(request).get(spec.name, "")))
    rows = state.rows()
    rows = rows.bare() if isinstance(rows, ScopedQuerySet) else rows
    found = rows.filter(pk=record.pk).first()
    if found is None:
        return None
    place = state.order.cursor_of(found)
    before = rows.filter(state.order.beyond(place, backwards=True))
    after = rows.filter(state.order.beyond(place))
    previous = state.order.apply(before, backwards=True).first()
    following = state.order.apply(after).first()
    ahead, total = counts([before, rows])
    return Neighbours(
        url_of(previous) if previous is not None else "",
        url_of(following) if following is not None else "",
        ahead.value + 1 if ahead.exact and ahead.value < BOUND else None,
        str(total),
    )
