"""The REST API of version 1: every module's router under one roof."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from danshu import __version__
from danshu.entry.api_auth import ApiAuth
from danshu.entry.api_examples import KEYS_PAGE, add_examples
from danshu.entry.discovery import parts
from danshu.entry.errors import Malformed, problem_response
from danshu.entry.field_texts import field_text
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, NotFound
from danshu.kit.rest import PROBLEM_TYPE

ANSWER = "NinjaResponseSchema"  # the class ninja wraps around the shape of each answer


class Description(OpenAPISchema):
    """The description, with each shape of an answer described once: a hundred routes share a dozen refusals."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        self.described: dict[Any, tuple[dict[str, Any], bool]] = {}
        super().__init__(api, path_prefix)

    def _create_schema_from_model(self, model: Any, *args: Any, **options: Any) -> tuple[dict[str, Any], bool]:
        shape = model.__annotations__.get("response") if model.__name__ == ANSWER else None
        if shape is None:
            return super()._create_schema_from_model(model, *args, **options)
        key = (shape, args, tuple(sorted(options.items())))
        if key not in self.described:
            self.described[key] = super()._create_schema_from_model(model, *args, **options)
        schema, required = self.described[key]
        return dict(schema), required


class DanshuAPI(NinjaAPI):
    """Describes refusals as what they are: problem+json."""

    _described: OpenAPISchema | None = None

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description, with refusals under their own content type; made once, it does not change."""
        if self._described is not None:
            return self._described
        prefix = options.get("path_prefix")
        schema = Description(self, self.get_root_path(options.get("path_params") or {}) if prefix is None else prefix)
        for methods in schema["paths"].values():
            for described in methods.values():
                for status, answer in described.get("responses", {}).items():
                    if int(status) >= 400 and "application/json" in answer.get("content", {}):
                        answer["content"] = {PROBLEM_TYPE: answer["content"]["application/json"]}
        add_examples(schema)
        self._described = schema
        return schema


ABOUT = f"""
**Authorise**: create a key under [API keys]({KEYS_PAGE}), press *Authorize* and paste it; every example below is
`curl` with `$DANSHU` the address of this installation and `$KEY` the key. Whoever is signed in tries the calls out with his
session, without a key. A change (`PATCH`, `PUT`) names the `version` that was read, in the body or as `If-Match`.
**授权**：在「[API 密钥]({KEYS_PAGE})」新建密钥，点 *Authorize* 粘贴；下面每个接口都有 `curl` 示例。修改时带上读到的 `version`。

Every refusal is `application/problem+json`: `code`, what happened, a way out, and in `errors` each wrong field.

A body is judged in two steps. First its **form** against the schema below (types, lengths, unknown fields): all faults of form
come in one answer, and nothing else is looked at. Only a body of the right form is judged by the **rules** (known customer,
quantity on sale, one-time numbers, stock): all faults of that step come in one answer again. So whoever corrects
one answer may get a second one. Both steps answer 422 with the same shape and call a field alike (`lines.0.quantity`).

每个错误都是 `application/problem+json`。请求体分两步检查：先按下面的结构查**格式**（类型、长度、多余字段），所有格式错误一次返回，
这时不查业务规则；格式正确后才查**业务规则**（客户、商品、库存等），也是一次返回全部。两步都是 422，字段名写法相同。
"""

api = DanshuAPI(
    title="Danshu 单枢 API",
    description=ABOUT,
    version=__version__,
    urls_namespace="api",
    auth=ApiAuth(),
    docs_url="/docs",
    openapi_url="/openapi.json",
)


def _fixed_first(router: Router) -> Router:
    """A router whose fixed addresses come before those with a key: "/notes/dispatch" is no note called dispatch."""
    paths = router.path_operations
    by_kind = sorted(paths, key=lambda path: [part.startswith("{") for part in path.split("/")])
    router.path_operations = OrderedDict((path, paths[path]) for path in by_kind)
    return router


for _module, _rest in parts("rest"):
    if hasattr(_rest, "router"):  # kit.rest holds what the routers share
        api.add_router("", _fixed_first(_rest.router))


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
    problems = [FieldProblem(_field(e), str(e["type"]), field_text(e)) for e in error.errors]
    return problem_response(FieldErrors(problems), instance=request.path)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """ninja's own refusals (a body that is not JSON, for example)."""
    refusal: DomainError = NotFound() if error.status_code == 404 else Malformed(field="body")
    return problem_response(refusal, instance=request.path)


def _field(error: Any) -> str:
    return ".".join(str(step) for step in error["loc"][1:] if step != "payload") or "body"
