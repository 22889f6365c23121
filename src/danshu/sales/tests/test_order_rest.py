"""Orders through the API are read as their reader may, before and after each step (SYS-030, PRV-1)."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from danshu.sales.models import Order
from danshu.sales.sight import PRIVATE
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-030", "PRV-1", "INV-Z1")]
KEYS = itertools.count()
RAW = {
    "contact_phone": "13712345678", "contact_email": "wang@contact.example", "recipient_phone": "13687654321",
    "paying_phone": "13511112222", "paying_email": "pay@contact.example", "invoice_phone": "13533334444",
    "invoice_email": "fp@contact.example",
}  # fmt: skip
# the desk delivers: the number of the recipient is its business
SHORT = {
    **RAW, "contact_phone": "137****5678", "contact_email": "w****@contact.example", "paying_phone": "135****2222",
    "paying_email": "p****@contact.example", "invoice_phone": "135****4444", "invoice_email": "f****@contact.example",
}  # fmt: skip


def send(client: Any, path: str, *, method: str = "post", **body: Any) -> Any:
    headers = {"Idempotency-Key": f"o-{next(KEYS)}"}
    address = f"/api/v1/orders/{path}"
    return getattr(client, method)(address, json.dumps(body), content_type="application/json", headers=headers)


def told(answer: Any) -> dict[str, str]:
    assert answer.status_code == 200, answer.content
    return {name: answer.json()[name] for name in PRIVATE}


def test_contact_data_are_read_alike_before_and_after_a_step_and_stay_when_they_are_sent_back_short(
    office: World, sign_in: SignIn
) -> None:
    order = office.order()
    Order.objects.filter(pk=order.pk).update(**RAW)
    # the desk reviews, and reads no telephone numbers of this branch's customers; the owner reads his own
    desk, owner = sign_in(office.reviewer), sign_in(office.clerk)
    assert told(owner.get(f"/api/v1/orders/{order.number}")) == RAW
    assert told(desk.get(f"/api/v1/orders/{order.number}")) == SHORT

    seen = desk.get(f"/api/v1/orders/{order.number}").json()
    kept = ("customer_id", "version", "recipient", "delivery_address", "delivery_method_id", "payment_terms")
    entry = {name: seen[name] for name in (*kept, *PRIVATE)}
    entry["lines"] = [{"item_id": each["item_id"], "quantity": each["quantity"]} for each in seen["lines"]]
    edited = send(owner, order.number, method="put", **entry)
    assert told(edited) == RAW
    assert Order.objects.values(*PRIVATE).get(pk=order.pk) == RAW

    approved = send(desk, f"{order.number}/approval", company_name_confirmed=True)
    assert told(approved) == SHORT
    assert Order.objects.values("status", *PRIVATE).get(pk=order.pk) == {"status": "approved", **RAW}
