"""Which columns a person shows, per list, kept in a cookie."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from danshu.ui.lists.spec import ListSpec
from danshu.ui.lists.state import ListState
from danshu.ui.responses import go

COOKIE = "danshu-columns"
YEAR = 365 * 86_400


def _read(request: HttpRequest) -> dict[str, list[str]]:
    try:
        stored = json.loads(request.COOKIES.get(COOKIE, "{}"))
        return {str(name): [str(key) for key in keys] for name, keys in stored.items()}
    except (ValueError, AttributeError, TypeError):
        return {}


def chosen_columns(request: HttpRequest, name: str) -> tuple[str, ...]:
    """The keys of the chosen columns; empty = the default."""
    return tuple(_read(request).get(name, ()))


def keep_columns(request: HttpRequest, spec: ListSpec, state: ListState) -> HttpResponse:
    """Remember ?cols=a&cols=b (an empty one alone restores the default) and return to the list."""
    stored = _read(request)
    stored.pop(spec.name, None)
    keys = [key for key in request.GET.getlist("cols") if key in {column.key for column in spec.columns}]
    if keys:
        stored[spec.name] = keys
    path = reverse(spec.url_name, kwargs=dict(spec.url_kwargs) or None)
    response = go(request, path + state.url())
    response.set_cookie(
        COOKIE,
        json.dumps(dict(list(stored.items())[-20:]), separators=(",", ":")),
        max_age=YEAR,
        samesite="Lax",
        secure=getattr(settings, "SESSION_COOKIE_SECURE", False),
        httponly=True,
    )
    return response
