"""Tags of customers: singly, in batch, on pages (CUS-012)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from danshu.audit.queries import history
from danshu.kit.errors import FieldErrors
from danshu.parties.queries import tag_counts
from danshu.parties.tests.test_pages import fields_of, text_of
from danshu.pool.tests.factories import NOON, Team, fresh
from danshu.segments.operations.tag_customers import tag_customers
from danshu.segments.tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-012")]


def test_several_customers_get_tags_and_lose_others_and_each_history_tells(team: Team) -> None:
    first, second = team.customer(tags=["月结", "重点"]), team.customer(tags=["自提"])
    stranger = team.customer(team.stranger)
    results = tag_customers(
        customer_ids=[second.pk, first.pk, stranger.pk], add=["重点", " 节前备货 "], remove=["月结"], actor=team.seller,
        at=NOON,
    )  # fmt: skip
    assert [(row["id"], row["done"], row["code"]) for row in results] == [
        (first.pk, True, ""), (second.pk, True, ""), (stranger.pk, False, "not_found"),
    ]  # fmt: skip
    assert fresh(first).tags == ["重点", "节前备货"]
    assert fresh(second).tags == ["自提", "重点", "节前备货"]
    assert fresh(stranger).tags == []
    assert [change[0] for change in history("parties.customer", second.pk)[0]["changes"]] == ["标签"]


def test_a_customer_that_would_have_too_many_tags_stays_as_he_is(team: Team) -> None:
    full, other = team.customer(tags=[f"标签{n}" for n in range(20)]), team.customer()
    results = tag_customers(customer_ids=[full.pk, other.pk], add=["重点"], actor=team.seller, at=NOON)
    assert [(row["done"], row["code"]) for row in results] == [(False, "invalid"), (True, "")]
    assert (len(fresh(full).tags), fresh(other).tags) == (20, ["重点"])


@pytest.mark.spec("COM-008")
@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, ["add"]),
        ({"add": [" "]}, ["add"]),
        ({"add": ["字" * 21]}, ["add"]),
        ({"add": ["a\nb"]}, ["add"]),
        ({"remove": [f"标签{n}" for n in range(21)]}, ["remove"]),
        ({"add": ["重点"], "remove": ["重点"]}, ["remove"]),
    ],
)
def test_wrong_tags_are_refused_at_their_field(team: Team, given: dict[str, Any], fields: list[str]) -> None:
    customer = team.customer(tags=["月结"])
    with pytest.raises(FieldErrors) as told:
        tag_customers(customer_ids=[customer.pk], actor=team.seller, at=NOON, **given)
    assert [problem.field for problem in told.value.problems] == fields
    assert (fresh(customer).tags, fresh(customer).version) == (["月结"], 1)


def test_tags_are_counted_in_the_scope_of_who_asks(team: Team) -> None:
    team.customer(tags=["月结", "重点"])
    team.customer(tags=["重点"])
    team.customer(team.stranger, tags=["重点", "外地"])
    assert tag_counts(team.seller) == [("重点", 2), ("月结", 1)]
    assert tag_counts(team.operator) == [("重点", 3), ("外地", 1), ("月结", 1)]
    assert tag_counts(team.operator, 1) == [("重点", 3)]


def test_the_pages_tag_find_and_show(team: Team, sign_in: SignIn) -> None:
    client, customer, other = sign_in(team.seller), team.customer(name="示例甲"), team.customer(name="示例乙")
    url = f"{reverse('segments:customers_tag')}?ids={customer.pk}"
    answer = client.post(url, fields_of(client, url) | {"add": "", "remove": ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["add"])
    assert client.post(url, fields_of(client, url) | {"add": "重点，月结"}).status_code == 303
    assert fresh(customer).tags == ["重点", "月结"]
    page = text_of(client.get(reverse("parties:customer", args=[customer.pk])))
    assert ("重点" in page, "加标签" in page) == (True, True)
    for asked, found in (("重点", True), ("月结，重点", True), ("重点，自提", False)):
        listed = text_of(client.get(reverse("parties:customer_list"), {"tags": asked}))
        assert ("示例甲" in listed, "示例乙" in listed) == (found, False)
    shown = client.get(reverse("segments:tags"))
    assert shown.context["rows"][0][:2] == ("月结", 1)
    assert sign_in(team.stranger).get(url).status_code == 404
    assert other.pk


@pytest.mark.spec("SYS-030")
def test_the_interface_tags_and_counts(team: Team, sign_in: SignIn) -> None:
    client, customer = sign_in(team.seller), team.customer(tags=["月结"])

    def send(**body: Any) -> Any:
        return client.post("/api/v1/customers/tag", json.dumps(body), content_type="application/json")

    sent = send(customer_ids=[customer.pk], add=["重点"], remove=["月结"])
    assert (sent.status_code, [row["done"] for row in sent.json()]) == (200, [True])
    assert client.get("/api/v1/customer-tags").json() == [{"tag": "重点", "customers": 1}]
    assert send(customer_ids=[customer.pk]).status_code == 422
    assert send(customer_ids=[]).status_code == 422
