"""Recognises the person, speaks his language, and turns refusals into answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from danshu.access.queries import load_actor
from danshu.entry.errors import new_error_number, refusal_page
from danshu.kit.clock import business_date, now
from danshu.kit.errors import DomainError, InUse, NotFound
from danshu.parameters.queries import refresh_company_zone

log = logging.getLogger("danshu.errors")
Next = Callable[[HttpRequest], HttpResponse]
SESSION_USER = "_auth_user_id"


class ActorMiddleware:
    """Sets `request.actor`: the person with the rights of this moment, or None."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user_id = request.session.get(SESSION_USER)
        request.actor = None  # type: ignore[attr-defined]
        if user_id is not None:
            refresh_company_zone()  # the only query for parameters of this request
            actor = load_actor(int(user_id), today=business_date(now()), ip_address=client_address(request))
            request.actor = actor  # type: ignore[attr-defined]
            if actor is not None:
                translation.activate(actor.language)
                request.LANGUAGE_CODE = actor.language
        try:
            return self.get_response(request)
        finally:
            translation.deactivate()
            timezone.deactivate()


class RefusalMiddleware:
    """DomainErrors become pages or problem+json; everything unexpected gets a number."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer refusals; log bugs under their number."""
        if isinstance(error, DomainError):
            return refusal_page(request, error)
        if isinstance(error, ObjectDoesNotExist):
            return refusal_page(request, NotFound())
        if isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") == "55P03":
            return refusal_page(request, InUse())
        number = new_error_number()
        request.error_number = number  # type: ignore[attr-defined]
        log.exception("unexpected error", extra={"number": number, "path": request.path})
        return None


def client_address(request: HttpRequest) -> str | None:
    """The network address of the person; forwarded ones are honoured by the server only (trusted proxies)."""
    address: str | None = request.META.get("REMOTE_ADDR") or None
    return address


def zone_of(name: str) -> ZoneInfo:
    """A time zone by name, the company's when unknown."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError):
        return ZoneInfo("Asia/Shanghai")
