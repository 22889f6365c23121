"""Segments through the API: the same operations, the same scope (SYS-030)."""

from __future__ import annotations

import pytest

from danshu.pool.tests.factories import Team
from danshu.pool.tests.test_rest import Program
from danshu.segments.models import Segment
from danshu.segments.tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-012", "SYS-030")]


def test_a_program_lays_down_reads_changes_and_deletes(team: Team, sign_in: SignIn) -> None:
    near, other = team.customer(city="杭州市"), team.customer(team.stranger, city="杭州市")
    boss, seller = Program(sign_in(team.operator)), Program(sign_in(team.seller))
    facts = {fact["code"]: fact for fact in seller.get("/segment-facts").json()}
    assert (facts["paid_amount"]["counts_over_months"], facts["tags"]["ops"]) == (True, ["any", "all", "none"])
    asked = {"fact": "city", "op": "has", "value": "杭州"}
    body = {"name": "杭州", "conditions": [asked]}
    assert seller.post("/segments", body, key="k0").status_code == 403
    made = boss.post("/segments", body, key="k1")
    assert (made.status_code, made.json()["member_count"], made.json()["text"]) == (201, 2, "城市 含有 杭州")
    assert boss.post("/segments", body, key="k1").json()["id"] == made.json()["id"]
    refused = boss.post("/segments", {"name": "x", "conditions": [asked | {"fact": "y"}]}, key="k2")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "conditions.0.fact")
    path = f"/segments/{made.json()['id']}"
    assert [row["customer_id"] for row in seller.get(f"{path}/members").json()["items"]] == [near.pk]
    assert {row["customer_id"] for row in boss.get(f"{path}/members").json()["items"]} == {near.pk, other.pk}
    assert [row["id"] for row in seller.get("/segments?is_dynamic=true").json()["items"]] == [made.json()["id"]]
    assert seller.get("/segments?is_dynamic=false").json()["items"] == []
    assert boss.post(f"{path}/members", {"customer_ids": [near.pk]}).status_code == 409
    assert boss.post(f"{path}/recompute", {}).json()["member_count"] == 2
    assert boss.post(f"{path}/delete", {"reason": "试完"}).status_code == 204
    assert boss.get(path).status_code == 404
    assert Segment.objects.count() == 0


def test_a_program_fills_a_static_segment(team: Team, sign_in: SignIn) -> None:
    boss, rows = Program(sign_in(team.operator)), [team.customer() for _n in range(2)]
    made = boss.post("/segments", {"name": "展会", "is_dynamic": False}, key="k1").json()
    path, keys = f"/segments/{made['id']}", [row.pk for row in rows]
    assert boss.post(f"{path}/members", {"customer_ids": keys}).json() == {"moved": 2, "member_count": 2}
    assert boss.post(f"{path}/members/remove", {"customer_ids": keys[:1]}).json() == {"moved": 1, "member_count": 1}
    assert boss.post(f"{path}/members", {"customer_ids": [10**9]}).status_code == 404
