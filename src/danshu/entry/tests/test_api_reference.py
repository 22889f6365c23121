"""The page of the API reference, in a real browser, under the content policy and without the network."""

from __future__ import annotations

import time
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from django.urls import reverse

from danshu.entry.api import DanshuAPI, api
from danshu.entry.api_examples import KEYS_PAGE, body_of
from danshu.entry.middleware import FirstStartMiddleware
from danshu.identity.tests.factories import make_user

QUICK = 5.0  # seconds; a description made anew for every answer took ten and more


def test_the_description_is_made_quickly_and_names_every_shape_once() -> None:
    DanshuAPI._described = None
    api._described = None
    begun = time.process_time()
    schema = api.get_openapi_schema()
    assert time.process_time() - begun < QUICK
    answers = schema["paths"]["/api/v1/orders"]["post"]["responses"]
    shapes = {status: next(iter(answer["content"].values()))["schema"] for status, answer in answers.items()}
    assert shapes[201] == {"$ref": "#/components/schemas/OrderDetailOut"}
    assert {str(shape) for status, shape in shapes.items() if status >= 400} == {
        "{'$ref': '#/components/schemas/Problem'}"
    }
    assert {"OrderDetailOut", "Problem"} <= set(schema["components"]["schemas"])


def test_each_operation_has_an_example_of_the_right_form_and_says_where_keys_come_from() -> None:
    schema = api.get_openapi_schema()
    assert reverse("identity:keys") == KEYS_PAGE
    assert KEYS_PAGE in schema["info"]["description"]
    assert all(KEYS_PAGE in scheme["description"] for scheme in schema["components"]["securitySchemes"].values())
    shapes = schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert f'curl -X {method.upper()} "$DANSHU/api/v1/' in operation["description"], path
            assert "{" not in operation["description"].split('"$DANSHU', 1)[1].split('"', 1)[0], path
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content:
                body = body_of(content["schema"], shapes, changes=method in ("patch", "put"))
                check = jsonschema_rs.validator_for({**content["schema"], "components": schema["components"]})
                assert [str(error) for error in check.iter_errors(body)] == [], (path, method, body)
    order = schema["paths"]["/api/v1/orders"]["post"]["description"]
    assert '-H "Idempotency-Key: ' in order
    assert '{"customer_id": 1, "lines": [{"quantity": "2", "item_code": "P00003"}]}' in order


@pytest.fixture
def somebody(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation is in use."""
    monkeypatch.setattr(FirstStartMiddleware, "configured", True, raising=False)
    make_user()


@pytest.mark.browser
@pytest.mark.usefixtures("somebody")
def test_the_reference_shows_the_operations_of_orders(browser_page: Any, live_server: Any) -> None:
    from playwright.sync_api import expect

    browser_page.goto(f"{live_server.url}/api/v1/docs")
    operation = browser_page.locator(".opblock-post", has_text="/api/v1/orders").first
    expect(operation).to_be_visible(timeout=20_000)


@pytest.mark.usefixtures("somebody")
def test_the_reference_takes_everything_from_our_own_server(client: Client) -> None:
    html = client.get("/api/v1/docs").content.decode()
    assert "/static/ninja/swagger-ui-bundle" in html
    assert "https://" not in html
    assert "http://" not in html
