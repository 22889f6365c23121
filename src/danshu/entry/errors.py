"""One place turns refusals and bugs into answers: a page for people, problem+json for programs (MSG-1, MSG-2)."""

from __future__ import annotations

import errno
import logging
import secrets
import sys
from collections.abc import Sequence
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg_pool import PoolTimeout

from danshu.kit.api_fields import api_field
from danshu.kit.attempts import FORM, UPLOAD, note_refusal
from danshu.kit.errors import DomainError, FieldProblem, Forbidden, NotFound
from danshu.kit.findings import Blocked
from danshu.kit.storing import RETRY_AFTER as STORAGE_RETRY_AFTER
from danshu.kit.storing import StorageFull

log = logging.getLogger("danshu.errors")


class FormExpired(DomainError):
    """A form whose token does not belong to this browser any more."""

    code, status = "form_expired", 403
    message = gettext_lazy("页面已过期，没有保存")
    way_out = gettext_lazy("重新载入页面后再提交")
    attempt = FORM


class DatabaseAway(DomainError):
    """The database is starting again; whether the last write took place is unknown (CC-12, FI-12)."""

    code, status = "database_away", 503
    message = gettext_lazy("数据库暂时连不上")
    way_out = gettext_lazy("%(retry_after)s 秒后再试；刚才的提交是否成功，请先查看再决定是否重做")


class Malformed(DomainError):
    """A request that cannot be read at all."""

    code, status = "malformed", 400
    message = gettext_lazy("请求格式不正确")
    way_out = gettext_lazy("检查请求的内容后再发送；正文应为有效的 JSON")


class BodyTooLarge(DomainError):
    """A body beyond what one request may carry."""

    code, status = "body_too_large", 413
    message = gettext_lazy("请求的内容超过 %(limit)s MB")
    way_out = gettext_lazy("分成几次发送")
    attempt = UPLOAD


class TookTooLong(DomainError):
    """The database gave a question up that nobody should wait for any longer (CC-7)."""

    code, status = "took_too_long", 503
    message = gettext_lazy("这次查询用时太久，已经停下")
    way_out = gettext_lazy("缩小条件再查，或稍后重试")


# SQLSTATEs of a server that is stopping, starting or full; a connection that broke has none
AWAY = ("08", "57P0", "53300")
RETRY_AFTER = 3  # seconds

TEMPLATES = {400, 403, 404, 409, 500, 503}


def wants_json(request: HttpRequest) -> bool:
    """True for the API and for health checks."""
    return request.path.startswith("/api/")


def problem(refusal: DomainError, *, instance: str = "") -> dict[str, Any]:
    """The refusal as RFC 9457 data."""
    body: dict[str, Any] = {
        "type": f"urn:danshu:{refusal.code}",
        "title": refusal.text,
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.remedy,
    }
    if instance:
        body["instance"] = instance
    if findings := getattr(refusal, "findings", ()):  # what blocks, or what has to be confirmed by its code
        told = [finding.as_dict() for finding in findings]
        body["findings"] = [each | {"field": api_field(each["field"], instance)} for each in told]
    if places := _places(refusal):
        body["errors"] = [{"field": api_field(p.field, instance), "code": p.code, "message": p.text} for p in places]
    return body


def _places(refusal: DomainError) -> Sequence[FieldProblem]:
    """The inputs that a refusal concerns, with what is wrong there."""
    if refusal.problems:
        return refusal.problems
    if refusal.field:
        return [FieldProblem(refusal.field, refusal.code, refusal.text)]
    findings = refusal.findings if isinstance(refusal, Blocked) else ()
    return [FieldProblem(f.field, f.code, f.text) for f in findings if f.field]


def problem_response(refusal: DomainError, *, instance: str = "") -> JsonResponse:
    """An application/problem+json answer."""
    note_refusal(refusal)
    response = JsonResponse(
        problem(refusal, instance=instance), status=refusal.status, content_type="application/problem+json"
    )
    if "retry_after" in refusal.facts:
        response.headers["Retry-After"] = str(refusal.facts["retry_after"])
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def refusal_page(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """What happened, why, what to do; as a fragment for htmx."""
    if wants_json(request):
        return problem_response(refusal, instance=request.path)
    note_refusal(refusal)
    status = refusal.status
    name = status if status in TEMPLATES else 409
    findings = refusal.findings if isinstance(refusal, Blocked) else ()
    context = {"refusal": refusal, "findings": findings, "status": status}
    response = render(request, f"ui/errors/{name}.html", context, status=status)
    if "retry_after" in refusal.facts:
        response.headers["Retry-After"] = str(refusal.facts["retry_after"])
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself is malformed; 413 when it is too large."""
    if isinstance(exception, RequestDataTooBig):
        is_form = (request.content_type or "") == "multipart/form-data"
        limit = settings.UPLOAD_MAX_BYTES if is_form else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return refusal_page(request, BodyTooLarge(limit=limit >> 20))
    if wants_json(request):
        return refusal_page(request, Malformed())
    return render(request, "ui/errors/400.html", {"status": 400}, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, for example a missing form token."""
    return refusal_page(request, Forbidden(function=_("这个操作")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without a valid token, most often one that was open while its person signed in anew."""
    return refusal_page(request, FormExpired())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: missing or out of scope, told alike."""
    return refusal_page(request, NotFound())


def is_database_away(error: BaseException | None) -> bool:
    """True when the connection is to blame, not the statement."""
    if isinstance(error, InterfaceError | psycopg.InterfaceError | PoolTimeout):
        return True
    state = getattr(getattr(error, "__cause__", None), "sqlstate", None)
    return isinstance(error, OperationalError) and (state is None or state.startswith(AWAY))


def is_disk_full(error: BaseException | None) -> bool:
    """True when nothing can be written."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def database_away(request: HttpRequest) -> HttpResponse:
    """503 with a hint when to try again, without the database's help; an outage is no bug and gets no number."""
    log.warning("database away", extra={"path": request.path, "kind": type(sys.exc_info()[1]).__name__})
    refusal = DatabaseAway(retry_after=RETRY_AFTER)
    if wants_json(request):
        return problem_response(refusal, instance=request.path)
    try:
        response = refusal_page(request, refusal)
    except Error:  # the frame of the page asks the database as well
        text = f"503 {refusal.text}: {refusal.remedy}"
        response = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a bug. The number leads to the full story in the log; a database that is away is a 503."""
    if is_database_away(sys.exc_info()[1]):
        return database_away(request)
    if is_disk_full(sys.exc_info()[1]):  # also of the folder where uploads arrive
        return refusal_page(request, StorageFull(retry_after=STORAGE_RETRY_AFTER))
    number = getattr(request, "error_number", None) or new_error_number()
    if wants_json(request):
        body = {"title": _("服务器出错"), "status": 500, "code": "server_error", "number": number}
        return JsonResponse(body, status=500, content_type="application/problem+json")
    try:
        return render(request, "ui/errors/500.html", {"number": number, "status": 500}, status=500)
    except Exception:  # the last resort must not fail (MSG-5)
        log.exception("error page failed", extra={"number": number})
        return HttpResponse(f"500 {number}", status=500, content_type="text/plain; charset=utf-8")


def new_error_number() -> str:
    """A short number to quote, for example E-7F31C2."""
    return f"E-{secrets.token_hex(3).upper()}"
