"""Dealings through the API (SYS-030): the same rules and the same scope as on the pages."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from danshu.activities.models import Communication, Plan
from danshu.activities.tests.factories import make_customer, make_plan, make_record, person, plan_type_id, type_id
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.parties.models import Customer
from danshu.parties.tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-030")]
API = "/api/v1"
DAY = timedelta(days=1)


def send(client: Client, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
    """One request with a JSON body."""
    headers = {"Idempotency-Key": key} if key else {}
    data = "" if body is None else json.dumps(body, default=str)
    return client.generic(method, API + path, data, content_type="application/json", headers=headers)


@pytest.fixture
def seller() -> Actor:
    return person("SLS", unit=make_unit())


@pytest.mark.spec("CUS-025", "CUS-027", "COM-013")
def test_a_communication_is_recorded_once_changed_found_and_deleted(seller: Actor, sign_in: SignIn) -> None:
    customer, client = make_customer(seller), sign_in(seller)
    sent = {"type": type_id(), "content": "确认补货", "next_at": now() + DAY, "direction": "in"}

    first, again = (send(client, "POST", f"/customers/{customer.pk}/communications", sent, key="k-1") for _ in range(2))

    made = first.json()
    assert (first.status_code, again.status_code, again.json()) == (201, 201, made)
    assert (made["form"], made["direction"], made["counts"]) == ("phone", "in", True)
    assert (Communication.objects.count(), Plan.objects.count()) == (1, 1)
    path = f"/communications/{made['id']}"
    changed = send(client, "PATCH", path, {"content": "确认补货两箱", "version": 1})
    assert (changed.status_code, changed.json()["content"]) == (200, "确认补货两箱")
    assert send(client, "PATCH", path, {"content": "x", "version": 1}).status_code == 409
    found = send(client, "GET", "/communications?q=两箱").json()["items"]
    assert [row["id"] for row in found] == [made["id"]]
    assert send(client, "GET", f"/communications?customer_id={customer.pk + 1}").json()["items"] == []
    assert send(client, "DELETE", path).status_code == 204
    assert send(client, "GET", path).status_code == 404
    assert Customer.objects.get().last_contact_at is None


@pytest.mark.spec("CUS-030")
def test_a_plan_is_made_changed_postponed_and_cancelled(seller: Actor, sign_in: SignIn) -> None:
    customer, client = make_customer(seller), sign_in(seller)
    sent = {"plan_type": plan_type_id(), "title": "拜访", "planned_at": now() + DAY}
    made = send(client, "POST", f"/customers/{customer.pk}/plans", sent, key="p-1").json()
    path = f"/plans/{made['id']}"

    assert send(client, "PATCH", path, {"title": "上门拜访", "version": 1}).json()["title"] == "上门拜访"
    moved = send(client, "POST", f"{path}/postpone", {"planned_at": now() + 3 * DAY, "reason": "出差"})
    assert (moved.status_code, moved.json()["version"]) == (200, 3)
    assert [p["id"] for p in send(client, "GET", "/plans?status=planned").json()["items"]] == [made["id"]]
    refused = send(client, "POST", f"{path}/postpone", {"planned_at": now() - DAY})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "planned_at")
    assert send(client, "POST", f"{path}/cancel", {"reason": "不需要"}).json()["status"] == "cancelled"
    assert send(client, "POST", f"{path}/cancel", {"reason": "再次"}).json()["code"] == "plan_closed"
    assert send(client, "GET", path).json()["status"] == "cancelled"


@pytest.mark.spec("ACC-022", "CUS-027")
def test_what_is_out_of_scope_or_confidential_is_not_there(sign_in: SignIn) -> None:
    unit = make_unit()
    seller, colleague = person("SLS", unit=unit), person("BRC", unit=unit)
    customer = make_customer(seller)
    secret = make_record(customer, seller, at=now(), is_confidential=True)
    plan = make_plan(customer, seller, at=now())
    for actor in (colleague, person("SMG")):
        client = sign_in(actor)
        assert send(client, "GET", f"/communications/{secret.pk}").status_code == 404
        assert send(client, "PATCH", f"/communications/{secret.pk}", {"content": "x", "version": 1}).status_code == 404
        assert send(client, "GET", "/communications").json()["items"] == []
    assert send(client, "GET", f"/plans/{plan.pk}").status_code == 404
    assert Communication.objects.get().content == secret.content


@pytest.mark.spec("CUS-027", "CUS-030")
def test_the_words_of_a_confidential_record_are_not_told_by_its_plans(sign_in: SignIn) -> None:
    unit = make_unit()
    seller, colleague = person("SLS", unit=unit), person("BRC", unit=unit)
    customer = make_customer(seller)
    carried = make_plan(customer, seller, at=now())
    sent = {"type": type_id(), "content": "对方老板要离职", "next_step": "私下打听", "is_confidential": True,
            "next_at": now() + DAY, "plan_id": carried.pk}  # fmt: skip
    path = f"/customers/{customer.pk}/communications"
    record = send(sign_in(seller), "POST", path, sent, key="c-1")
    assert record.status_code == 201, record.content

    told = {plan["id"]: plan for plan in send(sign_in(colleague), "GET", "/plans").json()["items"]}
    follow_up = Plan.objects.get(origin_id=record.json()["id"])
    assert (told[follow_up.pk]["title"], told[follow_up.pk]["content"]) == ("跟进", "")
    for plan in (follow_up, carried):
        page = sign_in(colleague).get(f"/plans/{plan.pk}/").content.decode()
        assert [words in page for words in ("老板", "打听", f"/communications/{record.json()['id']}/")] == [False] * 3
        # the negative control: who may read the record, is led to it
        assert f"/communications/{record.json()['id']}/" in sign_in(seller).get(f"/plans/{plan.pk}/").content.decode()


@pytest.mark.spec("CUS-025", "COM-008")
def test_a_communication_before_our_era_is_refused_and_the_customer_stays_readable(
    seller: Actor, sign_in: SignIn
) -> None:
    customer, client = make_customer(seller), sign_in(seller)
    record = make_record(customer, seller, at=now())
    path = f"/customers/{customer.pk}/communications"
    for moment in ("0001-01-01T00:00:00+14:00", "1989-12-31T12:00:00Z"):
        sent = {"type": type_id(), "content": "x", "happened_at": moment}
        refused = send(client, "POST", path, sent, key=moment)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "happened_at")
        changed = {"happened_at": moment, "version": record.version}
        assert send(client, "PATCH", f"/communications/{record.pk}", changed).status_code == 422
    assert [row["id"] for row in send(client, "GET", "/communications").json()["items"]] == [record.pk]
    assert Communication.objects.get().happened_at == record.happened_at
