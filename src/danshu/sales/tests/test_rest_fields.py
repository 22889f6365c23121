"""What the API refuses names the field as the caller wrote it, whoever found it wrong (MSG-2, ORD-021, INV-008)."""

from __future__ import annotations

import itertools
import json
from decimal import Decimal
from typing import Any

import pytest

from danshu.inventory import claims
from danshu.inventory.claims import StockNeed
from danshu.kit.api_fields import api_field
from danshu.kit.refs import SourceRef
from danshu.sales.models import Order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import World, line

pytestmark = pytest.mark.django_db
KEYS = itertools.count()


def send(client: Any, path: str, **body: Any) -> Any:
    headers = {"Idempotency-Key": f"f-{next(KEYS)}"}
    return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)


def fields(answer: Any) -> list[tuple[str, str]]:
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


@pytest.mark.spec("ORD-004", "ORD-005")
def test_the_shape_and_the_rules_of_a_line_call_it_alike(office: World, sign_in: SignIn) -> None:
    clerk = sign_in(office.clerk)
    soap = office.soap.pk
    shape = send(clerk, "/orders", customer_id=office.customer.pk, lines=[{"item_id": soap, "quantity": "x"}])
    assert (shape.status_code, fields(shape)) == (422, [("lines.0.quantity", "decimal_parsing")])
    rows = [{"item_id": soap, "quantity": "-1"}, {"item_id": 2**61, "quantity": "1"},
            {"item_id": soap, "quantity": "1", "unit_price": "-5", "discount_rate": "101"},
            {"item_id": soap, "quantity": "1", "warehouse_id": 2**61}]  # fmt: skip
    rules = send(clerk, "/orders", customer_id=office.customer.pk, lines=rows, delivery_method_id=2**61)
    named = {field for field, _code in fields(rules)}
    assert rules.status_code == 422
    assert named >= {"lines.0.quantity", "lines.1.item_id"}
    assert {field.rpartition(".")[2] for field in named} <= {
        "quantity", "item_id", "unit_price", "discount_rate", "warehouse_id", "delivery_method_id",
    }  # fmt: skip
    assert not [field for field in named if "-" in field]
    assert Order.objects.count() == 0


@pytest.mark.spec("ORD-004", "COM-008")
def test_the_form_is_judged_before_the_rules_and_the_reference_says_so(office: World, sign_in: SignIn) -> None:
    clerk, lines = (
        sign_in(office.clerk),
        [{"item_id": 2**40, "quantity": "1"}, {"item_id": office.soap.pk, "quantity": "x"}],
    )
    form = send(clerk, "/orders", customer_id=office.customer.pk, lines=lines, nonsense=1)
    assert fields(form) == [("lines.1.quantity", "decimal_parsing"), ("nonsense", "extra_forbidden")]
    lines[1]["quantity"] = "0"
    rules = send(clerk, "/orders", customer_id=office.customer.pk, lines=lines)
    assert (rules.status_code, {field for field, _code in fields(rules)}) == (
        422,
        {"lines.0.item_id", "lines.1.quantity"},
    )
    about = clerk.get("/api/v1/openapi.json").json()["info"]["description"]
    assert "judged in two steps" in about
    assert "请求体分两步检查" in about


@pytest.mark.spec("ORD-021", "INV-008")
def test_a_short_stock_names_the_line_of_the_order(office: World, sign_in: SignIn) -> None:
    order = office.order(line(office.paper, 1), line(office.soap, 105))
    answer = send(sign_in(office.reviewer), f"/orders/{order.number}/approval", company_name_confirmed=True)
    assert (answer.status_code, answer.json()["code"]) == (409, "blocked")
    assert ("lines.1.quantity", "stock") in fields(answer)
    stock = next(finding for finding in answer.json()["findings"] if finding["code"] == "stock")
    assert stock["field"] == "lines.1.quantity"
    order.refresh_from_db()
    assert (order.status, office.stock(office.soap)) == ("awaiting_review", (Decimal(100), Decimal(0)))


@pytest.mark.spec("INV-008")
def test_what_only_the_claim_itself_finds_short_names_the_line_too(
    office: World, sign_in: SignIn, monkeypatch: Any
) -> None:
    """Somebody took the rest between the check and the claim."""
    order = office.order(line(office.paper, 1), line(office.soap, 90))
    reserve = claims.reserve

    def taken_before(needs: Any, *, at: Any) -> Any:
        reserve([StockNeed(office.warehouse.pk, office.soap.pk, Decimal(50), SourceRef("test.other", 1))], at=at)
        return reserve(needs, at=at)

    monkeypatch.setattr(claims, "reserve", taken_before)
    answer = send(sign_in(office.reviewer), f"/orders/{order.number}/approval", company_name_confirmed=True)
    assert (answer.status_code, answer.json()["code"], fields(answer)) == (
        409, "stock_short", [("lines.1.quantity", "stock_short")],
    )  # fmt: skip
    order.refresh_from_db()
    assert (order.status, office.stock(office.soap)) == ("awaiting_review", (Decimal(100), Decimal(0)))


def test_names_of_fields() -> None:
    orders, other = "/api/v1/orders/SO-1/approval", "/api/v1/customers"
    assert api_field("lines-0-price", orders) == "lines.0.unit_price"
    assert api_field("lines-12-wanted_date", orders) == "lines.12.wanted_date"
    assert api_field("lines.0.price", other) == "lines.0.price"
    assert (api_field("Idempotency-Key", orders), api_field("", orders)) == ("Idempotency-Key", "")
    assert api_field("ids-3", other) == "ids.3"


ONE_LINE = (
    "external_number", "contact_name", "contact_phone", "contact_email", "paying_contact", "paying_phone", "paying_email",
    "invoice_contact", "invoice_phone", "invoice_email", "recipient", "recipient_phone", "delivery_address",
    "contract_number",
)  # fmt: skip


@pytest.mark.spec("ORD-004", "SEC-A3")
@pytest.mark.parametrize("sign", ["\n", "\r\n", "\t", "\x00", "\x1b", "\x7f", "\u2028"])
def test_texts_of_one_line_take_no_control_characters(office: World, sign_in: SignIn, sign: str) -> None:
    clerk = sign_in(office.clerk)
    order = {"customer_id": office.customer.pk, "lines": [{"item_id": office.soap.pk, "quantity": "1"}]}
    wrong = send(clerk, "/orders", **order, **dict.fromkeys(ONE_LINE, f"a@b.c{sign}Bcc: x@y.z"))
    assert wrong.status_code == 422
    assert fields(wrong) == [(name, "string_pattern_mismatch") for name in ONE_LINE]
    assert {each["message"] for each in wrong.json()["errors"]} == {"不能含有换行或控制字符"}
    assert Order.objects.count() == 0


@pytest.mark.spec("ORD-004")
def test_remarks_keep_their_lines(office: World, sign_in: SignIn) -> None:
    order = {"customer_id": office.customer.pk, "lines": [{"item_id": office.soap.pk, "quantity": "1"}]}
    made = send(sign_in(office.clerk), "/orders", **order, contact_name=" 王女士\n", remark="第一行\n第二行")
    assert made.status_code == 201, made.content
    stored = Order.objects.get(number=made.json()["number"])
    assert (stored.contact_name, stored.remark) == ("王女士", "第一行\n第二行")
