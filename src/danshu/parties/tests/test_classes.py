"""Sources that ask, categories and levels adjusted in a batch (CUS-010, CUS-011)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from danshu.audit.queries import history
from danshu.dictionaries.queries import id_of
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors
from danshu.parties import dictionaries as lists
from danshu.parties.models import Customer
from danshu.parties.operations.classify_customers import classify_customers
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import NOON, make_customer, person, source_id
from danshu.parties.tests.test_pages import fields_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Actor:
    return person("SLS", unit=make_unit(), name="示例李四")


def key(dictionary: str, code: str) -> int:
    return id_of(dictionary, code)


@pytest.mark.spec("CUS-010")
def test_a_referral_asks_for_the_referring_customer(seller: Actor, sign_in: SignIn) -> None:
    referral, friend = source_id("referral"), make_customer(seller, name="示例介绍人")
    with pytest.raises(FieldErrors) as told:
        make_customer(seller, source=referral)
    assert [problem.field for problem in told.value.problems] == ["referrer"]
    client, new = sign_in(seller), reverse("parties:customer_new")
    given = fields_of(client, new) | {"name": "示例甲", "source": str(referral), "mobile": "13800000001"}
    answer = client.post(new, given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["referrer"])
    assert Customer.objects.count() == 1
    made = make_customer(seller, source=referral, referrer=friend.pk)
    assert made.referrer_id == friend.pk
    for changes in ({"referrer": None}, {"referrer": ""}):
        with pytest.raises(FieldErrors):
            edit_customer(customer_id=made.pk, changes=changes, actor=seller, at=NOON)
    with pytest.raises(FieldErrors):
        edit_customer(customer_id=friend.pk, changes={"source": referral}, actor=seller, at=NOON)
    edit_customer(customer_id=made.pk, changes={"source": source_id(), "referrer": None}, actor=seller, at=NOON)
    Customer.objects.filter(pk=made.pk).update(source_id=referral)
    # an old record is not asked when something else is changed
    edit_customer(customer_id=made.pk, changes={"remark": "别的"}, actor=seller, at=NOON)


@pytest.mark.spec("CUS-011", "COM-004")
def test_ten_customers_are_adjusted_at_once_and_each_history_says_why(seller: Actor) -> None:
    """The done-when of CUS-011, with one that is out of reach and stays as it is."""
    chain, level = key(lists.CATEGORY, "chain"), key(lists.LEVEL, "A")
    rows = [make_customer(seller) for _n in range(10)]
    other = make_customer(person("SLS", unit=make_unit()))
    results = classify_customers(
        customer_ids=[*(row.pk for row in rows), other.pk], category_id=chain, level_id=level, reason="年度评估",
        actor=seller, at=NOON,
    )  # fmt: skip
    assert [row["done"] for row in results] == [True] * 10 + [False]
    assert set(Customer.objects.filter(pk__in=[r.pk for r in rows]).values_list("category_id", "level_id")) == {
        (chain, level)
    }
    other.refresh_from_db()
    assert (other.category_id, other.level_id) == (None, None)
    for row in rows:
        newest = history("parties.customer", row.pk)[0]
        assert newest["reason"] == "年度评估"
        assert {change[0] for change in newest["changes"]} == {"客户分类", "客户级别"}


@pytest.mark.spec("CUS-011", "COM-008")
def test_an_adjustment_needs_a_reason_and_something_to_adjust(seller: Actor) -> None:
    row = make_customer(seller)
    for given, fields in (
        ({"reason": " ", "level_id": key(lists.LEVEL, "A")}, ["reason"]),
        ({"reason": "x"}, ["category"]),
        ({"reason": "x", "category_id": key(lists.LEVEL, "A")}, ["category"]),
        ({"reason": "x", "level_id": 999_999}, ["level"]),
    ):
        with pytest.raises(FieldErrors) as told:
            classify_customers(customer_ids=[row.pk], actor=seller, at=NOON, **given)  # type: ignore[arg-type]
        assert [problem.field for problem in told.value.problems] == fields
    row.refresh_from_db()
    assert row.version == 1


@pytest.mark.spec("CUS-011", "SYS-030")
def test_the_page_and_the_interface_adjust_and_the_list_finds_by_category(seller: Actor, sign_in: SignIn) -> None:
    client, row, other = sign_in(seller), make_customer(seller, name="示例甲"), make_customer(seller, name="示例乙")
    chain = key(lists.CATEGORY, "chain")
    url = f"{reverse('parties:customers_classify')}?ids={row.pk}"
    answer = client.post(url, fields_of(client, url) | {"category": str(chain)})
    assert answer.status_code == 422
    assert client.post(url, fields_of(client, url) | {"category": str(chain), "reason": "评估"}).status_code == 303
    assert "已调整 1 家客户" in text_of(client.get(reverse("parties:customer_list")))
    found = text_of(client.get(reverse("parties:customer_list"), {"category": str(chain)}))
    assert ("示例甲" in found, "示例乙" in found) == (True, False)

    def send(**body: Any) -> Any:
        return client.post("/api/v1/customers/classify", json.dumps(body), content_type="application/json")

    sent = send(customer_ids=[other.pk], level_id=key(lists.LEVEL, "B"), reason="评估")
    assert [each["done"] for each in sent.json()] == [True]
    assert send(customer_ids=[other.pk], reason="评估").status_code == 422


@pytest.mark.spec("CUS-011", "COM-004")
def test_what_is_out_of_reach_or_unknown_is_named_in_the_result(seller: Actor, sign_in: SignIn) -> None:
    client, row = sign_in(seller), make_customer(seller, name="示例甲")
    foreign = make_customer(person("SLS", unit=make_unit()), name="示例外人")
    url = f"{reverse('parties:customers_classify')}?ids={row.pk},{foreign.pk},x7,{row.pk}"
    page = text_of(client.get(url))
    assert "所选客户 1" in page
    assert "不存在或不在数据范围内，不会处理 2" in page
    assert "示例外人" not in page

    chain = key(lists.CATEGORY, "chain")
    assert client.post(url, fields_of(client, url) | {"category": str(chain), "reason": "评估"}).status_code == 303

    told = text_of(client.get(reverse("parties:customer_list")))
    assert "已调整 1 家客户" in told
    assert f"{foreign.pk}: 记录不存在，或不在你的数据范围内" in told
    assert "x7: 记录不存在，或不在你的数据范围内" in told
    foreign.refresh_from_db()
    assert foreign.category_id is None


@pytest.mark.spec("CUS-011", "COM-004")
def test_beyond_five_hundred_nothing_is_left_out_silently(seller: Actor, sign_in: SignIn) -> None:
    row = make_customer(seller)
    ids = ",".join(str(row.pk + number) for number in range(501))
    for name in ("parties:customers_classify", "parties:customers_owner"):
        answer = sign_in(person("ADM")).get(f"{reverse(name)}?ids={ids}")
        assert (answer.status_code, "现在选了 501 个" in text_of(answer)) == (422, True)
