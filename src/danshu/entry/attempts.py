"""Attempts in vain are written down when their answer is ready: what was rolled back takes nothing along (SYS-032)."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from danshu.entry.middleware import client_address
from danshu.kit.attempts import MISSING, noting
from danshu.kit.clock import now
from danshu.kit.masking import STARS, mask_number
from danshu.kit.web import PUBLIC
from danshu.security.recording import record

TELEPHONE, MAIL = re.compile(r"\d{9,}"), re.compile(r"[^/]*@[^/]*")
SECRET = re.compile(r"[^/]{33,}")  # no number of a record is as long; a key or a ticket is


class AttemptMiddleware:
    """Gathers what a request tries in vain and writes it with one statement, nothing when there is nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with noting() as noted:
            response = self.get_response(request)
        if request.resolver_match is None:
            noted.pop(MISSING, None)  # an address of no page: no record was asked for
        if noted:
            actor = getattr(request, "actor", None)
            record(noted, actor=actor, address=client_address(request), place=place_of(request), at=now())
        return response


def place_of(request: HttpRequest) -> str:
    """Method and path, without query; links that open without sign-in by their pattern, since they are secrets."""
    match = request.resolver_match
    if match is not None and getattr(match.func, "permission", "") == PUBLIC:
        path = f"/{match.route}"
    else:
        path = scrubbed(request.path)
    return f"{request.method} {path}"


def scrubbed(path: str) -> str:
    """A path with what is written into it by people shortened: telephone numbers, e-mail addresses, tickets."""
    path = MAIL.sub(STARS, path)
    path = TELEPHONE.sub(lambda found: mask_number(found[0]), path)
    return SECRET.sub(STARS, path)
