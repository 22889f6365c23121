"""What every router of the API shares: strict input, pages, documented refusals, idempotency keys, permissions.

router = Router(tags=["orders"])

@router.post("/orders", response=responses(OrderOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to("sales.order.create")
def create(request: ActorRequest, payload: OrderIn) -> Status[OrderOut]:
    order = create_order.keyed(idempotency_key(request))(..., actor=request.actor, at=now())

@router.get("/orders", response=responses(Page[OrderOut]))
@allowed_to("sales.order.view")
def orders(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    return page(order_list(actor=request.actor), query, shape=order_out)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import cache, wraps
from typing import Annotated, Any, Concatenate, Generic, ParamSpec, TypeVar, cast, get_args, get_type_hints

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from ninja.operation import Operation
from pydantic import ConfigDict, Field

from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, Forbidden
from danshu.kit.keyset import keyset_slice
from danshu.kit.records import ADDRESS
from danshu.kit.sinks import SINKS
from danshu.kit.web import SIGNED_IN, ActorRequest
from danshu.kit.words import with_count

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
M = TypeVar("M", bound=Model)

KEY_HEADER = "Idempotency-Key"
KEY_LENGTH = 100
CHANGING = frozenset({"PATCH", "PUT"})
PROBLEM_TYPE = "application/problem+json"


# ---- refusals that only programs meet -------------------------------------------------------------------------------
class NotSignedIn(DomainError):
    """No valid key and no session."""

    code, status = "not_signed_in", 401
    message = _("没有登录，或密钥无效")
    way_out = _("在 Authorization 中带上有效的密钥，或先登录")


class KeyMissing(DomainError):
    """A write without its idempotency key."""

    code, status = "idempotency_key_missing", 400
    message = _("缺少请求头 Idempotency-Key")
    way_out = _("为每次写入生成一个新的唯一值；重试同一次写入时保持不变")


class KeyMalformed(DomainError):
    """An idempotency key that cannot be one."""

    code, status = "idempotency_key_malformed", 400
    message = _("请求头 Idempotency-Key 应为 1 到 %(limit)s 个可见的英文字符")
    way_out = _("例如使用 UUID")


class ScopeMissing(DomainError):
    """A key of other areas, at a route that every person may use."""

    code, status = "scope_missing", 403
    message = _("这个密钥的范围不含 %(scope)s")
    way_out = _("在「API 密钥」新建一个带这个范围的密钥")


class VersionMissing(DomainError):
    """A change that does not say what it changes: it could overwrite what nobody has seen (COM-012)."""

    code, status = "version_missing", 428
    message = _("缺少 version：没有说明修改的是哪一版")
    way_out = _("先读取这条记录，把读到的 version 放进请求体，或放进请求头 If-Match")


class UnsupportedMedia(DomainError):
    """A body that is not JSON."""

    code, status = "unsupported_media_type", 415
    message = _("不支持的内容类型：%(given)s")
    way_out = _("以 application/json 发送")


class MethodNotAllowed(DomainError):
    """An address that knows other methods only."""

    code, status = "method_not_allowed", 405
    message = _("这个地址不支持 %(method)s")
    way_out = _("支持的方法：%(allowed)s")


class TooManyRequests(DomainError):
    """A limit on frequency; `retry_after` are seconds."""

    code, status = "too_many_requests", 429
    message = _("请求太频繁")
    way_out = with_count("%(retry_after)s 秒后再试", "retry_after")


# ---- schemas --------------------------------------------------------------------------------------------------------
class Input(Schema):
    """Base of everything that is sent to us: unknown fields are refused (SEC-A3).

    Names, numbers, telephones and addresses are a OneLine, remarks and reasons a plain str.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


# a line break in an address of e-mail would be a further header of the message; marks of direction deceive the eye
ONE_LINE = r"^[^\x00-\x1f\x7f\x85\u2028-\u202e\u2066-\u2069]*$"
OneLine = Annotated[str, Field(pattern=ONE_LINE)]


class ProblemField(Schema):
    """One wrong field."""

    field: str
    code: str
    message: str


class ProblemFinding(Schema):
    """One check that failed."""

    code: str
    severity: str
    text: str
    detail: str = ""
    field: str = ""
    fix_label: str = ""
    fix_url: str = ""
    fix_value: str = ""
    override: str = ""


class Problem(Schema):
    """A refusal (RFC 9457): what happened, why, what to do."""

    type: str = Field("about:blank", examples=["urn:danshu:edit_conflict"])
    title: str
    status: int
    code: str
    detail: str = ""
    instance: str = ""
    errors: list[ProblemField] = Field(default_factory=list)
    findings: list[ProblemFinding] = Field(default_factory=list)


class PageQuery(Input):
    """How a list is paged: `limit` rows after (or before) a position that an earlier answer gave."""

    limit: int = Field(50, ge=1, le=200)
    after: str = Field("", max_length=500)
    before: str = Field("", max_length=500)


class Page(Schema, Generic[T]):
    """A page of a list; `next` and `previous` are positions for `after` and `before`, null at the ends."""

    items: list[T]
    next: str | None
    previous: str | None


PROBLEMS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 405, 409, 413, 415, 422, 428, 429, 503), Problem)
KEY_PARAMETER: dict[str, Any] = {
    "in": "header",
    "name": KEY_HEADER,
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH, "pattern": "^[!-~]+$"},
    "description": "Repeating a write with the same key has no second effect; the first answer is given again.",
}
KEY_REQUIRED: dict[str, Any] = {"parameters": [{**KEY_PARAMETER, "required": True}]}
KEY_OPTIONAL: dict[str, Any] = {"parameters": [{**KEY_PARAMETER, "required": False}]}


def responses(success: Any, status: int = 200) -> dict[Any, Any]:
    """The `response=` of a route: its success and every refusal it may answer. success: a schema, None for 204."""
    return {status: success, **PROBLEMS}


_class_for = Operation._create_response_model  # noqa: SLF001 - ninja has no door for it


@cache
def _one_class_for(shape: Any) -> Any:
    """One class for each shape of an answer; ninja makes one for each status of each route: two thousand, a third of a start."""
    return _class_for(cast(Operation, None), shape)


Operation._create_response_model = lambda _operation, shape: _one_class_for(shape)  # type: ignore[assignment,method-assign]  # noqa: SLF001


# ---- helpers of routes ----------------------------------------------------------------------------------------------
def idempotency_key(request: HttpRequest, *, required: bool = True) -> str:
    """The key of this write, "" when there is none and none is required (COM-013).

    Required for POST on orders, payments, refunds, stock and everything else whose repetition costs money or goods;
    add openapi_extra=KEY_REQUIRED (or KEY_OPTIONAL). Raises KeyMissing or KeyMalformed (400).
    """
    key = str(request.headers.get(KEY_HEADER, ""))
    if not key:
        if required:
            raise KeyMissing(field=KEY_HEADER)
        return ""
    if len(key) > KEY_LENGTH or not all("!" <= char <= "~" for char in key):
        raise KeyMalformed(field=KEY_HEADER, limit=KEY_LENGTH)
    return key


def page(
    rows: QuerySet[M], query: PageQuery, *, by: Sequence[str] = ("-pk",), shape: Callable[[M], Any] | None = None
) -> dict[str, Any]:
    """A page of rows that are already in the actor's scope, in the order `by` (see keyset_slice).

    shape: makes the answer's item of a row; without it the schema reads the row's attributes.
    """
    found = keyset_slice(rows, by=by, limit=query.limit, after=query.after, before=query.before)
    items = [shape(row) for row in found.rows] if shape else found.rows
    return {"items": items, "next": found.next, "previous": found.previous}


def given(query: PageQuery, *names: str) -> dict[str, Any]:
    """Those of the named conditions that were given, for `filter`: each must match exactly."""
    return {name: value for name in names if (value := getattr(query, name))}


def _resolved(function: Callable[..., Any]) -> inspect.Signature:
    """The signature with types instead of their names: ninja would look the names up in this file, not in theirs."""
    signature, hints = inspect.signature(function), get_type_hints(function, include_extras=True)
    parameters = [p.replace(annotation=hints.get(name, p.annotation)) for name, p in signature.parameters.items()]
    return signature.replace(parameters=parameters, return_annotation=hints.get("return", inspect.Signature.empty))


def _conditions(signature: inspect.Signature) -> frozenset[str]:
    """What a reading route knows after "?": the fields of its query shape, and its plain parameters."""
    names: set[str] = set()
    for name, parameter in signature.parameters.items():
        shape, *_marks = get_args(parameter.annotation) or (parameter.annotation,)
        is_shape = isinstance(shape, type) and issubclass(shape, Schema)
        names.update(shape.model_fields if is_shape else (name,))
    return frozenset(names)


def _require_known(request: HttpRequest, known: frozenset[str]) -> None:
    """Refuse conditions that the route does not know: ignoring one would answer another question than was asked."""
    if request.method == "GET" and (unknown := request.GET.keys() - known):
        raise FieldErrors([FieldProblem(name[:100], "unknown", str(_("没有这个查询条件"))) for name in sorted(unknown)])


def _require_version(request: HttpRequest, sent: Iterable[Any]) -> None:
    """A change names the version it was made from: in the body, or as the header If-Match ("7")."""
    if request.method not in CHANGING:
        return
    for payload in sent:
        if not isinstance(payload, Schema) or "version" not in type(payload).model_fields:
            continue
        if payload.version is not None:  # type: ignore[attr-defined]
            continue
        told = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
        if not (told.isascii() and told.isdecimal() and 0 < len(told) < 10):
            raise VersionMissing(field="version")
        payload.version = int(told)  # type: ignore[attr-defined]


def _require_area(request: HttpRequest, actor: Actor, areas: Sequence[str]) -> None:
    writing = request.method not in ("GET", "HEAD", "OPTIONS")
    if areas and not actor.key_reaches(areas, writing=writing):
        raise ScopeMissing(scope=f"{areas[0]}:{'write' if writing else 'read'}")


def allowed_to(
    code: str, *, areas: Sequence[str] | None = None
) -> Callable[[Callable[Concatenate[ActorRequest, P], R]], Callable[..., R]]:
    """Name the permission of a route: below @router.get(...), above the function (ACC-023, SEC-A1).

    Raises NotSignedIn (401) without a person, Forbidden (403, logged) without the permission or outside of the key's
    scopes, FieldErrors (422) for a condition of a list that it does not know. "signed_in" is enough for what
    everybody may do. Raises VersionMissing (428) for a change of a record without its version. A limited key needs a scope of one of `areas` there too (ScopeMissing, 403). These are modules, the
    route's own where none are named; (): every key reads it, because nothing else can be understood without it, or
    because the right over the record decides.
    """

    def decorate(function: Callable[Concatenate[ActorRequest, P], R]) -> Callable[..., R]:
        signature = _resolved(function)
        known = _conditions(signature)
        own = function.__module__.split(".")[1:2] if areas is None else areas

        @wraps(function)
        def route(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> R:
            actor = getattr(request, "actor", None)
            if actor is None:
                raise NotSignedIn
            if code == SIGNED_IN:
                _require_area(request, actor, own)
            else:
                try:
                    actor.require(code)
                except Forbidden as refusal:
                    SINKS.refused(code, actor, timezone.now(), refusal, {**kwargs, ADDRESS: request.path})
                    raise
            _require_known(request, known)
            _require_version(request, kwargs.values())
            return function(cast(ActorRequest, request), *args, **kwargs)

        route.permission = code  # type: ignore[attr-defined]
        route.areas = tuple(own) if code == SIGNED_IN else ()  # type: ignore[attr-defined]
        route.__signature__ = signature  # type: ignore[attr-defined]
        return route

    return decorate
