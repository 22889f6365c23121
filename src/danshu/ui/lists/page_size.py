"""How many rows a list shows: what the person chose last, else what the company set (COM-003, parameter page_size)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from danshu.ui.lists.spec import ListSpec
from danshu.ui.paging import DEFAULT_SIZE, SIZES
from danshu.ui.ports import PORTS

COOKIE = "danshu-rows"
YEAR = 365 * 86_400
OFFERED = {str(size): size for size in SIZES}


def rows_per_page(request: HttpRequest, spec: ListSpec) -> int:
    """The size of a page when the address names none; the choice of a person holds for all lists."""
    if chosen := OFFERED.get(request.COOKIES.get(COOKIE, "")):
        return chosen
    if spec.page_size:
        return spec.page_size
    return PORTS.page_size() if PORTS.page_size is not None else DEFAULT_SIZE


def keep_size(request: HttpRequest, response: HttpResponse) -> None:
    """Remember a size that the person has just chosen."""
    chosen = request.GET.get("size", "")
    if chosen not in OFFERED or request.COOKIES.get(COOKIE) == chosen:
        return
    secure = getattr(settings, "SESSION_COOKIE_SECURE", False)
    response.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
