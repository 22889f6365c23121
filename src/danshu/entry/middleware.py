"""Recognises the person, speaks his language, and turns refusals into answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import psycopg
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.db import DataError, Error, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control

from danshu.access.queries import Person, load_person
from danshu.entry.errors import (
    RETRY_AFTER,
    TookTooLong,
    bad_request,
    database_away,
    is_database_away,
    new_error_number,
    problem_response,
    refusal_page,
)
from danshu.identity.policy import ABSOLUTE_SESSION, policy
from danshu.identity.queries import is_configured
from danshu.identity.rules.addresses import is_allowed
from danshu.identity.sessions import USER_KEY, SessionStore
from danshu.kit.clock import business_date, now
from danshu.kit.errors import DomainError, InUse, NotFound
from danshu.kit.reader import reading
from danshu.kit.rest import MethodNotAllowed
from danshu.kit.web import PUBLIC
from danshu.parameters.queries import begin_scope, end_scope, refresh_company_zone
from danshu.ui.normalise import is_absurd
from danshu.ui.ports import PORTS

log = logging.getLogger("danshu.errors")
Next = Callable[[HttpRequest], HttpResponse]
API = "/api/"

# What the pages ask for by themselves: it does not count as somebody being there (ACC-015).
BACKGROUND = frozenset({"ui:counts", "ui:favicon", "identity:session_state"})
# What a person may do before the set-up of the account is complete (ACC-016).
DURING_SET_UP = frozenset({
    "identity:first_password", "identity:set_up", "identity:sign_out", "identity:session_state", "ui:preference",
    "ui:counts", "ui:favicon", "healthz",
})  # fmt: skip
# What a person may do while something needs his attention first: end the session, read and deal with it.
DURING_ATTENTION = DURING_SET_UP | {
    "announcements:confirm", "files:download", "files:small", "files:attachment", "identity:sign_in",
}  # fmt: skip
# What works before the first start is complete (ACC-001).
BEFORE_FIRST_START = frozenset({"access:first_start", "ui:favicon", "ui:preference", "healthz"})


class NotConfigured(DomainError):
    """The initial configuration has not been completed."""

    code, status = "not_configured", 503
    message = translation.gettext_lazy("系统还没有完成初始配置")
    way_out = translation.gettext_lazy("先在浏览器里打开首页，完成初始配置")


class Unstorable(DomainError):
    """Input that the database has no place for: NUL characters, numbers and dates beyond every column."""

    code, status = "unstorable", 422
    message = translation.gettext_lazy("填写的内容无法保存：含有不允许的字符，或数字、日期超出范围")
    way_out = translation.gettext_lazy("检查填写的内容后再提交")


class FirstStartMiddleware:
    """Until somebody exists every address leads to the initial configuration (ACC-001)."""

    configured = False

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # once somebody exists somebody always does, so the answer is kept for the life of the process
        FirstStartMiddleware.configured = FirstStartMiddleware.configured or is_configured()
        if FirstStartMiddleware.configured or request.path in {reverse(name) for name in BEFORE_FIRST_START}:
            return self.get_response(request)
        if request.path.startswith(API):
            return problem_response(NotConfigured(), instance=request.path)
        return HttpResponseRedirect(reverse("access:first_start"))


class ActorMiddleware:
    """Sets `request.actor`: the person with the rights of this moment, or None."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = request.person = None  # type: ignore[attr-defined]
        begin_scope()
        try:
            return self._answer(request)
        finally:
            end_scope()
            translation.deactivate()
            timezone.deactivate()

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            person = self._recognise(request)
        except (Error, psycopg.Error) as error:
            if is_database_away(error):
                return database_away(request)
            raise
        request.actor = person.actor if person else None  # type: ignore[attr-defined]
        request.person = person  # type: ignore[attr-defined]
        with reading(request.actor):  # type: ignore[attr-defined]
            response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response

    def process_view(self, request: HttpRequest, view: Any, *_arguments: Any) -> HttpResponse | None:
        """Note that the person is there; lead him to what he still has to set up."""
        person: Person | None = request.person  # type: ignore[attr-defined]
        if person is None:
            return self._resume(request, view)
        name = _name(request)
        if name not in BACKGROUND:
            cast(SessionStore, request.session).touch(at=now())
        if name in DURING_SET_UP or request.path.startswith(API):
            return None
        if person.must_change_password:
            return _lead(request, "identity:first_password")
        if not person.is_set_up:
            return _lead(request, "identity:set_up")
        return self._attend(request, name) if person.has_to_attend else None

    @staticmethod
    def _attend(request: HttpRequest, name: str) -> HttpResponse | None:
        """Lead to what must be dealt with first, whatever address was typed (ACC-025).

        A form that is being sent is let through: nobody loses an entry because something was published meanwhile.
        """
        if request.method not in ("GET", "HEAD") or name in DURING_ATTENTION or PORTS.attention_url is None:
            return None
        wanted = "" if request.headers.get("HX-Request") else f"?{urlencode({'next': request.get_full_path()})}"
        return _go(request, PORTS.attention_url() + wanted)

    @staticmethod
    def _recognise(request: HttpRequest) -> Person | None:
        session = cast(SessionStore, request.session)
        user_id = session.get(USER_KEY)
        if user_id is None:
            return None
        refresh_company_zone()  # the only query for parameters of this request
        at = now()
        if session.has_ended(at=at, idle=policy().idle, absolute=ABSOLUTE_SESSION):
            session.end()
            return None
        address = client_address(request)
        person = load_person(int(user_id), today=business_date(at), ip_address=address)
        if person is None or not is_allowed(address, person.address_lists):
            session.end()
            return None
        translation.activate(person.actor.language)
        request.LANGUAGE_CODE = person.actor.language
        timezone.activate(zone_of(person.time_zone))
        return person

    @staticmethod
    def _resume(request: HttpRequest, view: Any) -> HttpResponse | None:
        """An entry sent after the session ended is kept until the person has signed in again (ACC-015)."""
        needed = getattr(view, "permission", PUBLIC) != PUBLIC
        if not needed or request.path.startswith(API):
            return None
        from danshu.identity.web.resume import ended_session

        return ended_session(request)


class RefusalMiddleware:
    """DomainErrors become pages or problem+json; everything unexpected gets a number."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.path.startswith(API):
            return _method_refused(request, response)
        return response

    def process_view(self, request: HttpRequest, *_arguments: Any) -> HttpResponse | None:
        """Refuse what no form of ours sends and no column can hold."""
        sent = [request.GET] if request.path.startswith(API) else [request.GET, request.POST]
        if any(is_absurd(value) for given in sent for values in given.lists() for value in values[1]):
            return refusal_page(request, Unstorable())
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer refusals; log bugs under their number."""
        if isinstance(error, DataError):
            log.warning("input that cannot be stored", exc_info=error, extra={"path": request.path})
            return refusal_page(request, Unstorable())
        if isinstance(error, RequestDataTooBig):
            return bad_request(request, error)
        if isinstance(error, DomainError):
            return refusal_page(request, error)
        if isinstance(error, ObjectDoesNotExist):
            return refusal_page(request, NotFound())
        if is_database_away(error):
            return database_away(request)
        state = getattr(error.__cause__, "sqlstate", "") if isinstance(error, OperationalError) else ""
        if state == "55P03":
            return refusal_page(request, InUse())
        if state == "57014":
            log.warning("a statement took too long", exc_info=error, extra={"path": request.path})
            return refusal_page(request, TookTooLong(retry_after=RETRY_AFTER))
        number = new_error_number()
        request.error_number = number  # type: ignore[attr-defined]
        log.error("unexpected error", exc_info=error, extra={"number": number, "path": request.path})
        return None


def _method_refused(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    allowed = response.headers.get("Allow", "")
    refusal = MethodNotAllowed(method=(request.method or "")[:20], allowed=allowed)
    answer = problem_response(refusal, instance=request.path)
    answer.headers["Allow"] = allowed
    return answer


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


def _name(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""


def _lead(request: HttpRequest, name: str) -> HttpResponse:
    return _go(request, reverse(name))


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
