"""Answers that suit both a plain browser and htmx (ui.md section 4.1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers


def wants_partial(request: HttpRequest) -> bool:
    """True when htmx asks for a part of the page, not for a whole one (boosted link, way back in the history)."""
    headers = request.headers
    whole = headers.get("HX-Boosted") == "true" or headers.get("HX-History-Restore-Request") == "true"
    return headers.get("HX-Request") == "true" and not whole


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, partial: str = "", status: int = 200
) -> HttpResponse:
    """The full page, or with `partial` only that template when htmx asks."""
    name = partial if partial and wants_partial(request) else template
    response = HttpResponse(render_to_string(name, dict(context), request=request), status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Move on after a successful POST: 303 for a browser, HX-Redirect for htmx."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def toast(response: HttpResponse, text: str, *, undo_url: str = "") -> HttpResponse:
    """Add a toast to an htmx answer: the result of an act, with a way back where there is one. Never for errors."""
    response.headers["HX-Trigger"] = json.dumps({"toast": {"text": text, "undo": undo_url}})
    return response
