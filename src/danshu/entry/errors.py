"""One place turns refusals and bugs into answers: a page for people, problem+json for programs (MSG-1, MSG-2)."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.errors import DomainError, FieldErrors, Forbidden, NotFound
from danshu.kit.findings import Blocked

log = logging.getLogger("danshu.errors")


class FormExpired(DomainError):
    """A form whose token does not belong to this browser any more."""

    code, status = "form_expired", 403
    message = gettext_lazy("页面已过期，没有保存")
    way_out = gettext_lazy("重新载入页面后再提交")


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
    if refusal.field:
        body["errors"] = [{"field": refusal.field, "code": refusal.code, "message": refusal.text}]
    if isinstance(refusal, FieldErrors):
        body["errors"] = [{"field": p.field, "code": p.code, "message": p.text} for p in refusal.problems]
    if isinstance(refusal, Blocked):
        body["findings"] = [finding.as_dict() for finding in refusal.findings]
    return body


def problem_response(refusal: DomainError, *, instance: str = "") -> JsonResponse:
    """An application/problem+json answer."""
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
    status = refusal.status
    name = status if status in TEMPLATES else 409
    findings = refusal.findings if isinstance(refusal, Blocked) else ()
    context = {"refusal": refusal, "findings": findings, "status": status}
    return render(request, f"ui/errors/{name}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself is malformed."""
    if wants_json(request):
        return JsonResponse({"title": _("请求格式不正确"), "status": 400, "code": "bad_request"}, status=400)
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


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a bug. The number leads to the full story in the log."""
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
