"""A customer is opened to a colleague: what he sees, what he may do, and why (CUS-015, INV-Z1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from danshu.activities.models import Communication, Plan
from danshu.activities.permissions import VIEW_COMMUNICATIONS, VIEW_PLANS
from danshu.activities.tests.factories import make_plan, make_record
from danshu.identity.models import Unit, User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, Forbidden, NotFound
from danshu.parties.explaining import sight_of, who_sees
from danshu.parties.models import Customer, Share
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.share_customer import share_customer
from danshu.parties.operations.unshare_customer import unshare_customer
from danshu.parties.queries import contacts, customer_list, possible_duplicates
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import NOON, entries, make_address, make_contact, make_customer, person
from danshu.parties.tests.test_pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-015")]
TODAY = date(2026, 9, 18)


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit("示例华东分公司")


@pytest.fixture
def owner(unit: Unit) -> Actor:
    return person("SLS", unit=unit, name="李四")


@pytest.fixture
def colleague() -> Actor:
    return person("SLS", unit=make_unit("示例华北分公司"), name="王五")


@pytest.fixture
def customer(owner: Actor) -> Customer:
    made = make_customer(owner, name="示例青禾超市", mobile="13812345678")
    make_contact(made, owner, name="孙七", mobile="13812345679")
    make_address(made, owner)
    make_record(made, owner)
    make_plan(made, owner)
    return made


def share(customer: Customer, actor: Actor, level: str, **values: Any) -> Share:
    return share_customer(customer_id=customer.pk, level=level, actor=actor, at=NOON, **values)


def sees(actor: Actor, customer: Customer) -> bool:
    return customer_list(actor).filter(pk=customer.pk).exists()


@pytest.mark.spec("INV-Z1", "ACC-022")
def test_what_belongs_to_a_shared_customer_is_seen_with_it(
    customer: Customer, owner: Actor, colleague: Actor, sign_in: SignIn
) -> None:
    page = reverse("parties:customer", args=[customer.pk])
    client = sign_in(colleague)
    assert (sees(colleague, customer), client.get(page).status_code) == (False, 404)

    share(customer, owner, "view", with_user_id=colleague.user_id)

    assert sees(colleague, customer)
    assert [row.name for row in contacts(colleague)] == ["孙七"]
    assert Communication.objects.visible_to(colleague, VIEW_COMMUNICATIONS).count() == 1
    assert Plan.objects.visible_to(colleague, VIEW_PLANS).count() == 1
    shown = text_of(client.get(page))
    assert "孙七" in shown
    assert "客户要 120 箱面巾纸" in shown
    listed = text_of(client.get(reverse("parties:customer_list")))
    assert "示例青禾超市" in listed
    assert client.get(f"/api/v1/customers/{customer.pk}").json()["name"] == "示例青禾超市"
    assert "示例青禾超市" not in text_of(sign_in(person("SLS")).get(reverse("parties:customer_list")))


@pytest.mark.spec("PRV-1")
def test_who_only_looks_reads_shortened_numbers_and_who_is_to_talk_reads_them_in_full(
    customer: Customer, owner: Actor, colleague: Actor
) -> None:
    share(customer, owner, "view", with_user_id=colleague.user_id)
    assert [row.shown_mobile for row in customer_list(colleague)] == ["138****5678"]
    assert [row.shown_mobile for row in contacts(colleague)] == ["138****5679"]

    share(customer, owner, "communicate", with_user_id=colleague.user_id)

    assert [row.shown_mobile for row in customer_list(colleague)] == ["13812345678"]
    assert [row.shown_mobile for row in contacts(colleague)] == ["13812345679"]
    assert Share.objects.count() == 1


def test_each_level_allows_what_it_says_and_no_more(customer: Customer, owner: Actor, colleague: Actor) -> None:
    def edit() -> Customer:
        return edit_customer(customer_id=customer.pk, changes={"city": "宁波市"}, actor=colleague, at=NOON)

    share(customer, owner, "view", with_user_id=colleague.user_id)
    with pytest.raises(NotFound):
        make_record(customer, colleague)
    share(customer, owner, "communicate", with_user_id=colleague.user_id)
    make_record(customer, colleague)
    with pytest.raises(NotFound):
        edit()
    share(customer, owner, "edit", with_user_id=colleague.user_id)
    assert edit().city == "宁波市"
    with pytest.raises(NotFound):
        share(customer, colleague, "view", with_user_id=person("SLS").user_id)
    with pytest.raises(Forbidden):
        delete_customer(customer_id=customer.pk, reason="x", actor=colleague, at=NOON)
    assert Customer.objects.get(pk=customer.pk).owner_id == owner.user_id


def test_after_the_last_day_and_after_withdrawal_nothing_is_seen(
    customer: Customer, owner: Actor, colleague: Actor
) -> None:
    made = share(customer, owner, "edit", with_user_id=colleague.user_id, until=TODAY + timedelta(days=1))
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert sees(colleague, customer)
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        assert not sees(colleague, customer)
    assert sees(colleague, customer)

    unshare_customer(customer_id=customer.pk, share_id=made.pk, actor=owner, at=NOON)

    assert not sees(colleague, customer)
    assert not Share.objects.exists()


def test_a_department_is_everybody_whose_main_unit_it_is(customer: Customer, owner: Actor, colleague: Actor) -> None:
    share(customer, owner, "view", with_unit_id=colleague.unit_id)

    assert sees(colleague, customer)
    assert not sees(person("SLS"), customer)


def test_a_share_does_not_give_a_right_that_the_role_lacks(customer: Customer, owner: Actor) -> None:
    keeper = person("WHS")
    share(customer, owner, "edit", with_user_id=keeper.user_id)

    assert not sees(keeper, customer)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"level": "view"}, "with_user"),
        ({"level": "view", "with_user_id": 10**9}, "with_user"),
        ({"level": "view", "with_unit_id": 10**9}, "with_unit"),
        ({"level": "own"}, "level"),
        ({"level": "view", "until": TODAY - timedelta(days=1)}, "until"),
    ],
)
def test_wrong_entries_share_nothing(
    customer: Customer, owner: Actor, colleague: Actor, given: dict[str, Any], field: str
) -> None:
    whole = given if field == "with_user" or "with_unit_id" in given else {"with_user_id": colleague.user_id, **given}

    with pytest.raises(FieldErrors) as refused:
        share_customer(customer_id=customer.pk, actor=owner, at=NOON, **whole)

    assert [problem.field for problem in refused.value.problems] == [field]
    assert not Share.objects.exists()


def test_the_owner_is_not_shared_with(customer: Customer, owner: Actor) -> None:
    with pytest.raises(FieldErrors):
        share(customer, owner, "view", with_user_id=owner.user_id)


def test_a_duplicate_that_is_shared_is_told_with_its_number(customer: Customer, owner: Actor, colleague: Actor) -> None:
    share(customer, owner, "view", with_user_id=colleague.user_id)

    found = possible_duplicates(values=entries(name="示例青禾超市"), contacts=[], actor=colleague, at=NOON)

    assert customer.number in found[0].text


def test_who_sees_a_customer_is_explained(customer: Customer, owner: Actor, colleague: Actor, unit: Unit) -> None:
    manager, stranger = person("SMG", unit=unit, name="赵六"), person("SLS", name="外人")
    share(customer, owner, "communicate", with_user_id=colleague.user_id, until=TODAY)

    found, is_cut = who_sees(customer, at=NOON)

    told = {sight.name: sight.reasons for sight in found}
    assert told["李四"] == ("是负责人",)
    assert told["王五"] == ("李四 共享给他：查看并记录交流",)
    assert told["赵六"] == ("角色的数据范围包括客户所在的部门",)
    assert ("外人" in told, is_cut) == (False, False)
    blind = sight_of(customer, stranger.user_id or 0, at=NOON)
    assert blind is not None
    assert (blind.sees, blind.may_edit) == (False, False)
    assert (sight_of(customer, manager.user_id or 0, at=NOON) or blind).may_edit
    User.objects.filter(pk=colleague.user_id).update(is_active=False)
    assert sight_of(customer, colleague.user_id or 0, at=NOON) is None


@pytest.mark.spec("ACC-023", "SYS-030")
def test_sharing_on_pages_and_through_the_api(
    customer: Customer, owner: Actor, colleague: Actor, sign_in: SignIn
) -> None:
    client, url = sign_in(owner), reverse("parties:customer_share", args=[customer.pk])
    given = fields_of(client, url) | {
        "with_user": str(colleague.user_id), "with_user-text": colleague.name, "level": "communicate",
    }  # fmt: skip
    assert client.post(url, given | {"level": ""}).status_code == 422
    assert client.post(url, given).status_code == 303
    access = text_of(client.get(reverse("parties:customer_access", args=[customer.pk])))
    assert "李四 共享给他：查看并记录交流" in access
    asked = reverse("parties:customer_access", args=[customer.pk]) + f"?person={person('SLS', name='外人').user_id}"
    assert "外人 看不到这家客户" in text_of(client.get(asked))

    path = f"/api/v1/customers/{customer.pk}/shares"
    rows = client.get(path).json()
    assert [(row["with_user_id"], row["level"]) for row in rows] == [(colleague.user_id, "communicate")]
    withdrawn = client.post(f"{path}/{rows[0]['id']}/withdraw", "", content_type="application/json")
    assert withdrawn.status_code == 204
    body = {"with_user_id": colleague.user_id, "level": "view"}
    assert client.post(path, body, content_type="application/json").json()["level"] == "view"
    assert sign_in(colleague).get(url).status_code == 404
    assert sign_in(person("CSV")).get(url).status_code == 403
