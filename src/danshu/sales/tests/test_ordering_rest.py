"""Ordering through the API without knowing our ids: codes of items, the customer's delivery method (SYS-030)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.sales.models import Order
from danshu.sales.tests.world import World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-030")]
SignIn = Callable[[Actor], Client]


def ordered(client: Client, world: World, key: str, lines: list[dict[str, Any]], **more: Any) -> Any:
    body = {"customer_id": world.customer.pk, "lines": lines, **more}
    return client.post("/api/v1/orders", body, content_type="application/json", headers={"Idempotency-Key": key})


def test_a_line_names_its_item_by_code(office: World, sign_in: SignIn) -> None:
    made = ordered(sign_in(office.clerk), office, "a", [{"item_code": office.soap.code.lower(), "quantity": "1"}])
    assert (made.status_code, made.json()["lines"][0]["item_id"]) == (201, office.soap.pk)


def test_a_line_that_names_its_item_twice_not_at_all_or_by_no_code_is_refused_beside_it(
    office: World, sign_in: SignIn
) -> None:
    both = {"item_id": office.soap.pk, "item_code": office.soap.code, "quantity": "1"}
    lines = [both, {"quantity": "1"}, {"item_code": "NO-SUCH", "quantity": "1"}]
    refused = ordered(sign_in(office.clerk), office, "a", lines)
    assert refused.status_code == 422
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [
        ("lines.0.item_code", "one_of"), ("lines.1.item_code", "one_of"), ("lines.2.item_code", "unknown"),
    ]  # fmt: skip
    assert not Order.objects.exists()


def test_a_new_order_takes_the_customers_own_delivery_method_unless_it_names_one_or_none(
    office: World, sign_in: SignIn
) -> None:
    client, lines = sign_in(office.clerk), [{"item_id": office.soap.pk, "quantity": "1"}]
    assert ordered(client, office, "a", lines).json()["delivery_method_id"] is None  # a customer without orders
    own, courier = id_of("delivery_method", "own"), office.delivery_method_id
    office.order(line(office.soap, 1), delivery_method_id=own)
    first = ordered(client, office, "b", lines)
    assert first.json()["delivery_method_id"] == own
    assert ordered(client, office, "c", lines, delivery_method_id=courier).json()["delivery_method_id"] == courier
    assert ordered(client, office, "d", lines, delivery_method_id=None).json()["delivery_method_id"] is None
    # the same request again is the same order, though the customer's latest method is another now
    assert ordered(client, office, "b", lines).json()["number"] == first.json()["number"]


def test_dictionaries_and_payment_methods_can_be_read(office: World, sign_in: SignIn) -> None:
    client = sign_in(office.clerk)
    codes = [each["code"] for each in client.get("/api/v1/dictionaries").json()]
    assert {"carrier", "delivery_method"} <= set(codes)
    values = client.get("/api/v1/dictionaries/delivery_method/values").json()
    assert [(each["code"], each["label"]) for each in values][:2] == [("courier", "快递"), ("pick_up", "客户自提")]
    assert values[0]["id"] == office.delivery_method_id
    assert client.get("/api/v1/dictionaries/no-such/values").status_code == 404
    assert "wechat" in {each["code"] for each in client.get("/api/v1/payment-methods").json()}
    assert Client().get("/api/v1/dictionaries").status_code == 401


def test_received_and_open_amounts_are_those_of_the_page(office: World, sign_in: SignIn) -> None:
    order = office.approved()
    Order.objects.filter(pk=order.pk).update(paid_amount="225.40", refunded_amount="100.00", allowed_amount="100.00")
    client = sign_in(office.reviewer)
    found = client.get(f"/api/v1/orders/{order.number}").json()
    assert [found[name] for name in ("paid_amount", "refunded_amount", "settled_amount", "open_amount")] == [
        "225.40", "100.00", "125.40", "0.00",
    ]  # fmt: skip
    page = client.get(f"/orders/{order.number}/").content.decode()
    assert "125.40 <small>/</small> <b>0.00</b>" in page
