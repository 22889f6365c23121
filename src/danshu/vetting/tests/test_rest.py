"""Reviews of customers through the API: the same refusals (SYS-030, CUS-006)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from danshu.vetting.models import Review
from danshu.vetting.tests.conftest import SignIn
from danshu.vetting.tests.factories import House, change, fresh, level, reviewing

API = "/api/v1"
pytestmark = [pytest.mark.django_db, pytest.mark.reviewed, pytest.mark.spec("CUS-006", "SYS-030")]


@dataclass
class Program:
    """A client of the API in somebody's name."""

    client: Client

    def get(self, path: str) -> Any:
        return self.client.get(API + path)

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(API + path, json.dumps(body), content_type="application/json", headers=headers)


def test_a_program_reads_decides_and_repeats_without_a_second_effect(house: House, sign_in: SignIn) -> None:
    customer = house.customer()
    found = change(customer, house.seller, reason="采购翻倍")
    seller, boss, stranger = (Program(sign_in(who)) for who in (house.seller, house.manager, house.stranger))

    listed = boss.get("/customer-reviews?status=awaiting").json()["items"]
    assert [(row["id"], row["fields"], row["status"]) for row in listed] == [(found.pk, ["level"], "awaiting")]
    assert stranger.get("/customer-reviews").json()["items"] == []
    assert stranger.get(f"/customer-reviews/{found.pk}").status_code == 404
    one = seller.get(f"/customer-reviews/{found.pk}").json()
    assert one["fields"] == [
        {"field": "level", "before": level("B"), "after": level("A"), "before_text": "B 级", "after_text": "A 级"}
    ]
    assert one["reason"] == "采购翻倍"

    path = f"/customer-reviews/{found.pk}"
    assert boss.post(f"{path}/approve", {}).status_code == 400  # no key
    assert seller.post(f"{path}/approve", {}, key="k1").status_code == 403
    assert stranger.post(f"{path}/approve", {}, key="k2").status_code == 404
    assert boss.post(f"{path}/approve", {"version": 99}, key="k3").status_code == 409
    assert boss.post(f"{path}/approve", {"more": 1}, key="k4").status_code == 422
    assert fresh(customer).level_id == level("B")
    made = boss.post(f"{path}/approve", {"reason": "同意", "version": found.version}, key="k5")
    assert (made.status_code, made.json()["status"]) == (200, "approved")
    assert boss.post(f"{path}/approve", {"reason": "同意", "version": found.version}, key="k5").json() == made.json()
    assert fresh(customer).level_id == level("A")
    assert boss.post(f"{path}/refuse", {"reason": "太晚"}, key="k6").status_code == 409


def test_an_approved_deletion_is_repeated_without_a_second_effect(house: House, sign_in: SignIn) -> None:
    customer = house.customer()
    boss, operator = Program(sign_in(house.manager)), Program(sign_in(house.operator))
    assert boss.post(f"/customers/{customer.pk}/delete", {"reason": "重复录入"}).status_code == 202
    path = f"/customer-reviews/{Review.objects.get().pk}"
    first = operator.post(f"{path}/approve", {}, key="k1")
    assert (first.status_code, first.json()["deed"], first.json()["status"]) == (200, "deletion", "approved")
    assert operator.post(f"{path}/approve", {}, key="k1").json() == first.json()
    assert operator.get(path).status_code == 404
    assert operator.get(f"/customers/{customer.pk}").status_code == 404


def test_refusing_withdrawing_and_submitting_again(house: House, sign_in: SignIn) -> None:
    reviewing(entry=True)
    customer = house.customer()
    seller, boss = Program(sign_in(house.seller)), Program(sign_in(house.manager))
    path = f"/customer-reviews/{Review.objects.get().pk}"
    assert boss.post(f"{path}/refuse", {}, key="k1").status_code == 422
    assert boss.post(f"{path}/refuse", {"reason": "名称不全"}, key="k2").json()["status"] == "refused"
    again = seller.post(f"/customers/{customer.pk}/submit", {"reason": "已补全"}, key="k3")
    assert (again.status_code, again.json()["status"], again.json()["fields"]) == (201, "awaiting", [])
    second = f"/customer-reviews/{again.json()['id']}"
    assert boss.post(f"{second}/withdraw", {}, key="k4").status_code == 403
    assert seller.post(f"{second}/withdraw", {}, key="k5").json()["status"] == "withdrawn"
    assert not fresh(customer).is_vetted
