"""Finding customers in the list (CUS-007, COM-002)."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from danshu.dictionaries.queries import id_of
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.parties import dictionaries
from danshu.parties.fields import CUSTOMER_FIELDS
from danshu.parties.models import Customer
from danshu.parties.permissions import CHOOSE_CUSTOMERS
from danshu.parties.queries import find_customers
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import make_contact, make_customer, person, source_id
from danshu.parties.web.lists import CUSTOMERS
from danshu.testing.places import packed

pytestmark = pytest.mark.django_db
LIST = "parties:customer_list"


@pytest.fixture
def manager() -> Actor:
    return person("SMG", unit=make_unit())


def listed(client: Client, query: str = "") -> list[str]:
    """The names on the page, in their order."""
    response = client.get(f"{reverse(LIST)}?{query}")
    assert response.status_code == 200
    return [row.name for row in response.context["listing"].page.rows]


@pytest.mark.spec("CUS-007")
def test_exhibition_and_level_a_and_no_contact_for_thirty_days(manager: Actor, sign_in: SignIn) -> None:
    level = {code: id_of(dictionaries.LEVEL, code) for code in "AB"}
    exhibition = source_id("exhibition")

    def made(name: str, source: int, grade: str, days: int | None) -> None:
        customer = make_customer(manager, name=name, source=source, level=level[grade])
        if days is not None:
            moment = now() - timedelta(days=days)
            Customer.objects.filter(pk=customer.pk).update(last_contact_at=moment)

    made("对的，很久没联系", exhibition, "A", 31)
    made("对的，从未联系", exhibition, "A", None)
    made("刚联系过", exhibition, "A", 29)
    made("级别不对", exhibition, "B", 40)
    made("来源不对", source_id("internet"), "A", 40)

    found = listed(sign_in(manager), f"source={exhibition}&level={level['A']}&idle_from=30")

    assert sorted(found) == ["对的，从未联系", "对的，很久没联系"]


@pytest.mark.spec("CUS-007", "COM-002")
def test_the_keyword_is_plain_text_over_names_numbers_and_contacts(manager: Actor, sign_in: SignIn) -> None:
    first = make_customer(manager, name="示例青禾科技", short_name="QH 100%")
    make_customer(manager, name="示例云杉")
    make_contact(first, manager, name="孙七", mobile="13900000007")
    client = sign_in(manager)

    for typed in ("科", " 青禾 ", "qinghe", "100%25", first.number.lower(), "孙七", "13900000007", "139-0000-0007"):
        assert listed(client, f"q={typed}") == ["示例青禾科技"], typed
    for typed in ("100%25%25", "_", "'", "禾青", "14900000007"):
        assert listed(client, f"q={typed}") == [], typed


@pytest.mark.spec("CUS-007")
def test_every_declared_field_can_be_filtered_by(manager: Actor, sign_in: SignIn) -> None:
    names = {name for each in CUSTOMERS.filters for name in each.names()}
    for field in CUSTOMER_FIELDS:
        assert names & {field, f"field_{field}", f"keyword_{field}", f"{field}_from"}, field


@pytest.mark.spec("CUS-007")
def test_filters_of_each_kind_narrow_the_list(manager: Actor, sign_in: SignIn) -> None:
    parent = make_customer(manager, name="总店")
    make_customer(
        manager, name="分店", parent=parent.pk, city="杭州市", tags=["月结"], follow_up_days=7, consents_to_calls=True,
        type="individual_business", country="DE", email="a@example.com",
    )  # fmt: skip
    client = sign_in(manager)
    for query in (
        f"parent={parent.pk}", "city=杭", "tags=月结", "follow_up_days_from=5&follow_up_days_to=10", "consents_to_calls=1",
        "type=individual_business", "country=DE", "email=A@example.com", "email=example",
        f"created_from={timezone.localdate(Customer.objects.all()[0].created_at):%Y-%m-%d}&keyword_name=分",
    ):  # fmt: skip
        assert listed(client, query) == ["分店"], query
    assert listed(client, "tab=mine&sort=name") == ["分店", "总店"]


@pytest.mark.spec("ACC-022")
def test_each_sees_his_own_scope(sign_in: SignIn) -> None:
    unit, elsewhere = make_unit(), make_unit()
    seller, colleague, boss, stranger = (
        person("SLS", unit=unit), person("SLS", unit=unit), person("SMG", unit=unit), person("BRC", unit=elsewhere),
    )  # fmt: skip
    make_customer(seller, name="甲")
    make_customer(colleague, name="乙")
    make_customer(stranger, name="丙")

    seen = {
        actor.user_id: sorted(listed(sign_in(actor))) for actor in (seller, colleague, boss, stranger, person("FNC"))
    }

    assert list(seen.values()) == [["甲"], ["乙"], ["乙", "甲"], ["丙"], ["丙", "乙", "甲"]]


def test_people_who_only_enter_orders_choose_customers_but_see_no_list(sign_in: SignIn) -> None:
    make_customer(person("SLS"), name="甲")
    clerk = person("ORA")

    assert clerk.can(CHOOSE_CUSTOMERS)
    assert [row.name for row in find_customers("甲", actor=clerk)] == ["甲"]
    assert sign_in(clerk).get(reverse(LIST)).status_code == 403


@pytest.mark.spec("COM-004")
def test_a_batch_tells_the_result_of_each_row(manager: Actor, sign_in: SignIn) -> None:
    rows = [make_customer(manager) for _ in range(3)]
    client = sign_in(manager)
    page = client.get(reverse(LIST))
    token = re.search(r'name="form_token" value="([^"]+)"', page.content.decode())
    assert token

    asked = client.post(
        reverse(LIST), {"batch": "invalidate", "ids": [rows[0].pk, rows[2].pk], "form_token": token[1], "reason": "停业",
                        "confirmed": "1"},
    )  # fmt: skip

    assert asked.status_code in (200, 303)
    assert [row.is_valid for row in Customer.objects.order_by("pk")] == [False, True, False]


def test_the_list_reads_in_a_fixed_number_of_queries(
    manager: Actor, sign_in: SignIn, django_assert_max_num_queries: object
) -> None:
    client = sign_in(manager)
    for _ in range(12):
        customer = make_customer(manager, level=id_of(dictionaries.LEVEL, "A"))
        make_contact(customer, manager)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client.get(reverse(LIST))
    with django_assert_max_num_queries(44):  # type: ignore[operator]
        client.get(reverse("parties:customer", args=[customer.pk]))


@pytest.mark.spec("CUS-007")
@pytest.mark.parametrize("query", ["idle_from=1e30", "idle_to=99999999999", "idle_from=-1", "idle_to=36501"])
def test_days_without_contact_that_no_calendar_knows_are_refused(manager: Actor, sign_in: SignIn, query: str) -> None:
    customer = make_customer(manager, name="示例客户")
    client = sign_in(manager)

    page = client.get(f"{reverse(LIST)}?{query}")

    assert (page.status_code, len(page.context["listing"].page.rows)) == (200, 0)
    assert "应在 0 与 36,500 之间" in page.content.decode()
    client.cookies["danshu-lists"] = json.dumps({CUSTOMERS.name: query})
    assert client.get(f"/customers/{customer.pk}/").status_code == 200
    assert listed(client, "idle_from=0&idle_to=36500") == []
    assert listed(client, "idle_from=36500") == ["示例客户"]


@pytest.mark.spec("COM-003")
@pytest.mark.parametrize("sort", ["name", "follow_up"])
def test_places_that_the_list_did_not_give_out_show_its_first_page(manager: Actor, sign_in: SignIn, sort: str) -> None:
    make_customer(manager, name="示例客户")
    client = sign_in(manager)
    start = listed(client, f"sort={sort}")
    bad = ["i1", "sabc"], ["i1", "n1.5"], ["i1", "nsNaN"], ["i1", "u1234"], ["s\ud800", "i1"], ["s\0", "i1"]
    worse = ["f1e400", "i1"], ["b1", "b1"], ["u6f0e4b0c-9d4c-4bb0-8f6e-0a4b7f5b2c11", "i1"], ["i" + "9" * 30, "b0"]

    for place in [
        *(packed(json.dumps(each)) for each in (*bad, *worse)),
        packed("[" * 50_000),
        packed('{"a":' * 9_000),
    ]:
        for name in ("after", "before"):
            assert listed(client, f"sort={sort}&{name}={place}&n=3") == start, place
