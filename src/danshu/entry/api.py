"""The REST API of version 1: every module's router under one roof."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from danshu import __version__
from danshu.entry.api_auth import ApiAuth
from danshu.entry.discovery import parts
from danshu.entry.errors import problem_response
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, NotFound

api = NinjaAPI(
    title="Danshu 单枢 API",
    version=__version__,
    urls_namespace="api",
    auth=ApiAuth(),
    docs_url="/docs",
    openapi_url="/openapi.json",
)

for _module, _rest in parts("rest"):
    if hasattr(_rest, "router"):  # kit.rest holds what the routers share
        api.add_router("", _rest.router)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Every refusal as problem+json with its own status."""
    return problem_response(error, instance=request.path)


@api.exception_handler(ObjectDoesNotExist)
def missing(request: HttpRequest, error: ObjectDoesNotExist) -> HttpResponse:
    """Missing and out of scope look alike."""
    return problem_response(NotFound(), instance=request.path)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Malformed input: every field with its problem, the input itself is not echoed (MSG-3)."""
    problems = [FieldProblem(_field(e), str(e["type"]), str(e["msg"])) for e in error.errors]
    return problem_response(FieldErrors(problems), instance=request.path)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """ninja's own refusals (a body that is not JSON, for example)."""
    refusal = NotFound() if error.status_code == 404 else FieldErrors([FieldProblem("body", "malformed", str(error))])
    response = problem_response(refusal, instance=request.path)
    response.status_code = error.status_code
    return response


def _field(error: Any) -> str:
    return ".".join(str(step) for step in error["loc"][1:] if step != "payload") or "body"
