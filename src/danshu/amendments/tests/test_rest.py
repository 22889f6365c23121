"""Change orders through the API: the same preview, the same decisions (SYS-030)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from danshu.amendments.tests.desk import fresh
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import World

API = "/api/v1"


@dataclass
class Program:
    """A client of the API in somebody's name."""

    client: Client

    def get(self, path: str) -> Any:
        return self.client.get(API + path)

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(API + path, json.dumps(body), content_type="application/json", headers=headers)


@pytest.mark.spec("ORD-014", "SYS-030")
def test_a_program_proposes_and_decides_as_the_pages_do(office: World, sign_in: SignIn) -> None:
    order = office.approved()
    clerk, reviewer = Program(sign_in(office.clerk)), Program(sign_in(office.reviewer))
    sold = list(order.lines.order_by("position"))
    lines = [{"item_id": sold[0].item_id, "quantity": "5", "line_id": sold[0].pk}]
    terms = {"delivery_address": order.delivery_address, "recipient": order.recipient,
             "recipient_phone": order.recipient_phone, "contact_name": order.contact_name,
             "contact_phone": order.contact_phone, "contact_email": order.contact_email,
             "delivery_method_id": order.delivery_method_id, "payment_terms": order.payment_terms}  # fmt: skip
    body = {"lines": lines, "reason": "客户要求", "version": order.version, **terms}
    foreseen = clerk.post(f"/orders/{order.number}/changes/preview", body)
    assert (foreseen.status_code, foreseen.json()["total_after"], foreseen.json()["aspects"]) == (
        200,
        "212.50",
        ["money", "stock"],
    )
    assert {"stock", "receivable"} <= {effect["code"] for effect in foreseen.json()["effects"]}
    wrong = clerk.post(f"/orders/{order.number}/changes", body | {"contact_email": "a@b.c\nBcc: x@y.z"}, key="k0")
    assert (wrong.status_code, [each["field"] for each in wrong.json()["errors"]]) == (422, ["contact_email"])
    assert clerk.get("/order-changes").json()["items"] == []
    made = clerk.post(f"/orders/{order.number}/changes", body, key="k1")
    assert (made.status_code, made.json()["status"]) == (201, "proposed"), made.content
    assert clerk.post(f"/orders/{order.number}/changes", body, key="k1").json() == made.json()
    number = made.json()["number"]
    detail = clerk.get(f"/order-changes/{number}").json()
    assert [(line["state"], line["position"]) for line in detail["lines"]] == [("changed", 1), ("removed", 2)]
    assert clerk.post(f"/order-changes/{number}/accept", {}, key="k2").status_code == 403
    done = reviewer.post(f"/order-changes/{number}/accept", {"seen_status": "proposed"}, key="k3")
    assert (done.status_code, done.json()["status"]) == (200, "accepted"), done.content
    assert fresh(order).total == Decimal("212.50")
    again = clerk.post(f"/orders/{order.number}/changes", body | {"version": fresh(order).version}, key="k4")
    assert again.status_code == 422
    other = clerk.post(
        f"/orders/{order.number}/changes", body | {"lines": [{**lines[0], "quantity": "6"}], "version": None}, key="k5"
    )
    assert clerk.post(f"/order-changes/{other.json()['number']}/withdraw", {}, key="k6").json()["status"] == "withdrawn"
    assert [row["number"] for row in clerk.get("/order-changes").json()["items"]] == [
        f"{order.number}-C2",
        f"{order.number}-C1",
    ]
