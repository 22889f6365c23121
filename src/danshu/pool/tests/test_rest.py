"""The pool through the API: the same refusals, nothing that tells how to reach a customer (SYS-030, INV-Z1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from danshu.kit.clock import business_date, now
from danshu.pool.tests.conftest import SignIn
from danshu.pool.tests.factories import Team, fresh, parameters, reason_id

API = "/api/v1"
MOBILE = "13911112222"


@dataclass
class Program:
    """A client of the API in somebody's name."""

    client: Client

    def get(self, path: str) -> Any:
        return self.client.get(API + path)

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(API + path, json.dumps(body), content_type="application/json", headers=headers)


@pytest.mark.spec("CUS-016", "CUS-017", "SYS-030", "INV-Z1")
def test_a_program_releases_looks_and_picks(team: Team, sign_in: SignIn) -> None:
    customer = team.customer(at=now(), mobile=MOBILE, contacts=[{"name": "吴九", "mobile": "13900000009"}])
    seller, other, boss = (Program(sign_in(who)) for who in (team.seller, team.stranger, team.operator))
    path = f"/customers/{customer.pk}"
    assert other.post(f"{path}/release", {"reason_id": reason_id()}).status_code == 404
    assert seller.post(f"{path}/release", {"reason_id": 10**9}).status_code == 422
    assert seller.post(f"{path}/release", {"reason_id": reason_id(), "more": 1}).status_code == 422
    assert seller.post(f"{path}/release", {"reason_id": reason_id(), "text": "搬走了"}).status_code == 204
    assert fresh(customer).owner_id is None

    listed = other.get("/pool/customers")
    assert [row["id"] for row in listed.json()["items"]] == [customer.pk]
    assert listed.json()["items"][0]["reason"] == "释放；暂无需求；搬走了"
    one = other.get(f"/pool/customers/{customer.pk}")
    for answer in (listed, one, boss.get(path), boss.get("/customers")):
        said = answer.content.decode()
        assert not any(hidden in said for hidden in (MOBILE, "13900000009")), said
    assert other.get(path).status_code == 404

    assert other.post(f"/pool/customers/{customer.pk}/pick", {}).status_code in (400, 422)
    made = other.post(f"/pool/customers/{customer.pk}/pick", {"reason": "认识"}, key="k1")
    assert (made.status_code, made.json()["status"]) == (201, "applied")
    assert other.post(f"/pool/customers/{customer.pk}/pick", {"reason": "认识"}, key="k1").json() == made.json()
    pick = made.json()["id"]
    assert other.post(f"/pool/picks/{pick}/approve", {}, key="k2").status_code == 403
    assert Program(sign_in(team.manager)).post(f"/pool/picks/{pick}/approve", {}, key="k3").status_code == 404
    done = boss.post(f"/pool/picks/{pick}/approve", {"seen_status": "applied"}, key="k4")
    assert (done.status_code, done.json()["status"], fresh(customer).owner_id) == (
        200,
        "approved",
        team.stranger.user_id,
    )
    assert other.get("/pool/customers").json()["items"] == []
    assert [row["status"] for row in other.get("/pool/picks").json()["items"]] == ["approved"]


@pytest.mark.spec("CUS-017")
def test_the_limit_comes_with_its_numbers(team: Team, sign_in: SignIn) -> None:
    parameters(max_owned_customers=1)
    customer = team.opened(at=now())
    team.customer(team.colleague)
    answer = Program(sign_in(team.colleague)).post(f"/pool/customers/{customer.pk}/pick", {}, key="k")
    assert (answer.status_code, answer.json()["code"]) == (409, "pool_too_many_owned")
    assert "已负责 1 家客户，上限是 1 家" in answer.json()["title"]


@pytest.mark.spec("CUS-018", "SYS-030")
def test_a_program_locks_and_unlocks(team: Team, sign_in: SignIn) -> None:
    customer, today = team.customer(at=now()), business_date(now())
    seller, manager = Program(sign_in(team.seller)), Program(sign_in(team.manager))
    body = {"reason": "年度协议", "from_date": today.isoformat(), "to_date": (today + timedelta(days=9)).isoformat()}
    wrong = seller.post(
        f"/customers/{customer.pk}/locks", body | {"to_date": (today + timedelta(days=99)).isoformat()}, key="k0"
    )
    assert (wrong.status_code, [each["field"] for each in wrong.json()["errors"]]) == (422, ["to_date"])
    made = seller.post(f"/customers/{customer.pk}/locks", body, key="k1")
    assert (made.status_code, made.json()["status"]) == (201, "applied")
    lock = made.json()["id"]
    assert manager.post(f"/pool/locks/{lock}/approve", {}, key="k2").json()["status"] == "locked"
    stopped = seller.post(f"/customers/{customer.pk}/release", {"reason_id": reason_id()})
    assert (stopped.status_code, stopped.json()["code"]) == (409, "pool_customer_locked")
    assert manager.post(f"/pool/locks/{lock}/unlock", {}, key="k3").status_code == 422
    assert manager.post(f"/pool/locks/{lock}/unlock", {"reason": "够了"}, key="k4").json()["status"] == "unlocked"
    assert seller.get(f"/pool/locks/{lock}").json()["end_reason"] == "够了"
    many = seller.post("/customers/release", {"customer_ids": [customer.pk, 10**9], "reason_id": reason_id()})
    assert [row["done"] for row in many.json()] == [True, False]


@pytest.mark.spec("CUS-016")
def test_a_program_looks_ahead(team: Team, sign_in: SignIn) -> None:
    customer = team.customer(at=now() - timedelta(days=60))
    rows = Program(sign_in(team.seller)).get("/pool/preview").json()["items"]
    assert [(row["id"], row["cause"], row["warned_on"]) for row in rows] == [(customer.pk, "no_contact", None)]
    assert Program(sign_in(team.stranger)).get("/pool/preview").json()["items"] == []
