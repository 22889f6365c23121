"""Every address names its permission; the table of addresses, the API and the catalogue agree (SEC-A1, ACC-023)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_type_hints

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from ninja import Schema

from danshu.entry.api import api
from danshu.identity.scopes import group_scopes
from danshu.kit.permissions import CATALOGUE
from danshu.kit.rest import CHANGING
from danshu.kit.web import PUBLIC, SIGNED_IN

# Addresses that packages bring along: documents of the API and static files.
FOREIGN = re.compile(r"^(api:(openapi-json|openapi-view|api-root)|static|djdt)")
# Everybody may open these; a new one needs a reason.
PUBLIC_PAGES = {
    "healthz", "identity:sign_in", "identity:sign_out", "identity:captcha", "identity:captcha_picture",
    "identity:password_link", "identity:recover", "identity:register", "identity:session_state", "access:first_start", "ui:preference",
    "ui:favicon",
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One address of the table."""

    name: str
    route: str
    view: Any


def walk(patterns: list[Any], prefix: str = "", namespace: str = "") -> Iterator[Page]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, (namespace, entry.namespace)))
            yield from walk(entry.url_patterns, prefix + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            yield Page(":".join(filter(None, (namespace, entry.name))), prefix + str(entry.pattern), entry.callback)


def pages() -> list[Page]:
    """Pages for people: everything outside of the API."""
    return [
        p for p in walk(get_resolver().url_patterns) if not p.route.startswith("api/") and not FOREIGN.match(p.name)
    ]


def routes() -> list[tuple[str, Any]]:
    """Routes of the API as (method and path, operation)."""
    return [
        (f"{'/'.join(operation.methods)} {path}", operation)
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
    ]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name or page.route)
def test_each_page_names_its_permission(page: Page) -> None:
    permission = getattr(page.view, "permission", None)
    assert permission is not None, f"{page.route} carries neither @allowed_to nor @public"
    assert permission in (PUBLIC, SIGNED_IN) or permission in CATALOGUE, f"{page.route}: {permission} is not declared"


def test_only_known_pages_are_public() -> None:
    public = {
        page.name for page in pages() if page.view.permission == PUBLIC and not page.name.startswith("ui:gallery")
    }
    assert public <= PUBLIC_PAGES


def test_each_page_has_a_name_of_its_own() -> None:
    names = [page.name for page in pages()]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert all(":" in name or name == "healthz" for name in names)


@pytest.mark.parametrize(("label", "operation"), routes(), ids=[label for label, _operation in routes()])
def test_each_route_of_the_api_names_its_permission(label: str, operation: Any) -> None:
    permission = getattr(operation.view_func, "permission", None)
    assert permission is not None, f"{label} carries no @allowed_to of danshu.kit.rest"
    assert permission == SIGNED_IN or permission in CATALOGUE


# what no record can be understood without, and what the right over its record decides about
READ_BY_EVERY_KEY = ("/custom-fields/", "/dictionaries", "/divisions", "/records/{kind}/", "/attachments/")


@pytest.mark.parametrize(("label", "operation"), routes(), ids=[label for label, _operation in routes()])
def test_each_route_of_the_api_needs_a_scope_of_its_own_area(label: str, operation: Any) -> None:
    if operation.view_func.permission != SIGNED_IN:
        return
    known = {scope.partition(":")[0] for scope in group_scopes()}
    areas = set(operation.view_func.areas)
    assert areas <= known, f"{label}: no key can be given a scope of {areas - known}"
    assert areas or any(part in label for part in READ_BY_EVERY_KEY), f"{label} is read by every key"


# laid down whole, by one person, beside the level that carries it
WITHOUT_VERSION = {"PUT /customer-levels/{level_id}/rule"}


@pytest.mark.spec("COM-012")
def test_each_change_through_the_api_names_the_version_it_was_made_from() -> None:
    without = set()
    for label, operation in routes():
        if CHANGING & set(operation.methods):
            shapes = [
                hint for hint in get_type_hints(operation.view_func.__wrapped__).values() if inspect.isclass(hint)
            ]
            if not any(issubclass(shape, Schema) and "version" in shape.model_fields for shape in shapes):
                without.add(label)
    assert without == WITHOUT_VERSION


@pytest.mark.parametrize(("label", "operation"), routes(), ids=[label for label, _operation in routes()])
def test_each_route_documents_its_refusals(label: str, operation: Any) -> None:
    missing = {400, 401, 403, 404, 409, 415, 422, 429} - set(operation.response_models)
    assert not missing, f"{label}: use responses(...) of danshu.kit.rest"


def test_each_route_of_the_api_is_in_its_description() -> None:
    described = api.get_openapi_schema()["paths"]
    known = {(path, method) for path, methods in described.items() for method in methods}
    assert len(known) == sum(len(operation.methods) for _label, operation in routes())


def test_schemas_of_the_api_have_names_of_their_own() -> None:
    """Two schemas of one name become one in the description, and one of them is described wrongly."""
    owners: dict[str, set[str]] = {}
    for schema in _schemas(Schema):
        if schema.__module__.startswith("danshu.") and "[" not in schema.__name__:
            owners.setdefault(schema.__name__, set()).add(schema.__module__)
    assert {name: modules for name, modules in owners.items() if len(modules) > 1} == {}


def _schemas(base: type) -> Iterator[type]:
    for found in base.__subclasses__():
        yield found
        yield from _schemas(found)


def test_a_fixed_address_of_the_api_is_not_taken_for_a_key() -> None:
    """What comes first wins: "/notes/dispatch" must not arrive at "/notes/{number}"."""
    paths = [label.partition(" ")[2] for label, _operation in routes()]
    hidden = []
    for number, path in enumerate(paths):
        for earlier in paths[:number]:
            pattern = re.escape(re.sub(r"{int:\w+}", "\0", re.sub(r"{\w+}", "\1", earlier)))
            pattern = pattern.replace("\0", r"\d+").replace("\1", "[^/]+")
            if earlier != path and "{" not in path.rpartition("/")[2] and re.fullmatch(pattern, path):
                hidden.append((path, earlier))
    assert hidden == []


@pytest.mark.django_db
def test_nobody_gets_past_the_sign_in_page() -> None:
    from danshu.identity.tests.factories import make_user

    make_user()
    client, open_pages = Client(), []
    for page in pages():
        if page.view.permission == PUBLIC:
            continue
        answer = ask(client, "/" + example(page.route))
        # what was posted without a session is kept on the sign-in page itself
        if answer.status_code != 401 and answer.headers.get("Location", "")[:9] != "/sign-in/":
            open_pages.append((page.name, answer.status_code))
    assert open_pages == []


@pytest.mark.django_db
def test_nobody_gets_into_the_api_without_a_key() -> None:
    from danshu.identity.tests.factories import make_user

    make_user()
    client, open_routes = Client(), []
    for label, operation in routes():
        path = re.sub(r"{[^}]+}", "1", label.partition(" ")[2])
        for method in operation.methods:
            answer = client.generic(method, f"/api/v1{path}")
            if (answer.status_code, answer.headers["Content-Type"]) != (401, "application/problem+json"):
                open_routes.append((label, answer.status_code))
    assert open_routes == []


def test_views_are_plain_functions() -> None:
    classes = [
        page.name for page in pages() if not inspect.isroutine(page.view) and not hasattr(page.view, "permission")
    ]
    assert classes == []


def ask(client: Client, address: str) -> Any:
    """The answer to a GET, or to a POST where only that is allowed."""
    answer = client.get(address)
    return client.post(address) if answer.status_code == 405 else answer


def example(route: str) -> str:
    """An address that fits the route; the record need not exist."""
    samples = {"int": "1", "slug": "x", "str": "x", "uuid": "2f4c1e8e-55b3-4a49-8c6f-1b1df7bfa111", "path": "x"}
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: samples.get(found[1] or "str", "x"), route)
