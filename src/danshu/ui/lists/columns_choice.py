"""Which columns a person shows, per list, kept in a cookie."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from danshu.ui.lists.spec import ListSpec
from danshu.ui.lists.state import ListState
from danshu.ui.ports import SavedView
from danshu.ui.responses import go

COOKIE = "danshu-columns"
YEAR = 365 * 86_400


def _read(request: HttpRequest) -> dict[str, list[str]]:
    try:
        stored = json.loads(request.COOKIES.get(COOKIE, "{}"))
        return {str(name): [str(key) for key in keys] for name, keys in stored.items()}
    except (ValueError, AttributeError, TypeError, RecursionError):
        return {}


def _name(state: ListState) -> str:
    """Under which name the choice is kept: in an open view people may look at other columns than it keeps."""
    return f"{state.spec.name}#{state.view_key}" if state.view_key else state.spec.name


def chosen_columns(request: HttpRequest, state: ListState, view: SavedView | None) -> tuple[str, ...]:
    """The keys of the chosen columns in their order; empty = the default."""
    stored = _read(request)
    own = stored.get(_name(state), ())
    kept = view.columns if view is not None else ()
    return tuple(own or kept or stored.get(state.spec.name, ()))


def keep_columns(request: HttpRequest, spec: ListSpec, state: ListState) -> HttpResponse:
    """Remember ?cols=a&cols=b in their order (with "default" among them: forget them) and return to the list."""
    stored = _read(request)
    stored.pop(_name(state), None)
    wanted = request.GET.getlist("cols")
    keys = [key for key in wanted if key in {column.key for column in spec.columns_for(state.actor)}]
    if keys and "default" not in wanted:
        stored[_name(state)] = keys
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
