"""Merging on pages and through the API: who may, what is asked, what is told (CUS-003)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from danshu.identity.models import Unit
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.parties.models import Customer, Merge
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import make_contact, make_customer, person
from danshu.parties.tests.test_pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-003")]
API = "/api/v1"


@pytest.fixture
def unit() -> Unit:
    return make_unit("示例华东分公司")


@pytest.fixture
def seller(unit: Unit) -> Actor:
    return person("SLS", unit=unit)


@pytest.fixture
def pair(seller: Actor) -> tuple[Customer, Customer]:
    """The same company twice; the second with another name, city and a contact."""
    stays = make_customer(seller, name="示例青禾超市", mobile="13812340001")
    goes = make_customer(seller, name="示例青禾连锁", mobile="13812340002", city="杭州市")
    make_contact(goes, seller, name="孙七")
    return stays, goes


def page_of(stays: Customer, goes: Customer) -> str:
    return f"{reverse('parties:customer_merge', args=[stays.pk])}?other={goes.pk}"


@pytest.mark.spec("COM-009", "ACC-023")
def test_two_customers_are_compared_and_merged_on_a_page(
    pair: tuple[Customer, Customer], unit: Unit, sign_in: SignIn, seller: Actor
) -> None:
    stays, goes = pair
    client = sign_in(person("SMG", unit=unit))
    chosen = client.post(
        reverse("parties:customer_merge", args=[stays.pk]), {"other": str(goes.pk), "other-text": goes.name}
    )
    assert chosen["Location"] == page_of(stays, goes)
    shown = text_of(client.get(page_of(stays, goes)))
    for told in ("示例青禾超市", "示例青禾连锁", "13812340001", "13812340002", "杭州市", "联系人：1", "失效"):
        assert told in shown

    given = fields_of(client, page_of(stays, goes)) | {"keep_name": "theirs", "reason": "同一家"}
    assert given["keep_city"] == "theirs"
    response = client.post(page_of(stays, goes), given)

    assert response.status_code == 303
    merged = Customer.objects.get(pk=stays.pk)
    assert (merged.name, merged.mobile, merged.city) == ("示例青禾连锁", "13812340001", "杭州市")
    gone = text_of(client.get(reverse("parties:customer", args=[goes.pk])))
    assert "客户已并入 KH-0001 示例青禾连锁" in gone
    history = text_of(client.get(f"{reverse('parties:customer', args=[stays.pk])}?tab=history"))
    assert "并入的客户" in history
    assert sign_in(seller).get(page_of(stays, goes)).status_code == 403


def test_without_a_reason_or_with_another_result_nothing_is_merged(
    pair: tuple[Customer, Customer], unit: Unit, sign_in: SignIn, seller: Actor
) -> None:
    stays, goes = pair
    client = sign_in(person("SMG", unit=unit))
    given = fields_of(client, page_of(stays, goes))
    assert client.post(page_of(stays, goes), given).status_code == 422
    make_contact(goes, seller, name="吴九")

    response = client.post(page_of(stays, goes), given | {"reason": "同一家"})

    assert response.status_code == 409
    assert "联系人：2" in text_of(response)
    assert not Merge.objects.exists()


def test_what_contradicts_is_told_instead_of_the_form(unit: Unit, sign_in: SignIn, seller: Actor) -> None:
    stays = make_customer(seller, licence_number="A-100")
    goes = make_customer(seller, licence_number="B-200")

    shown = client_text(sign_in(person("SMG", unit=unit)), page_of(stays, goes))

    assert "证照号码不同" in shown
    assert "合并理由" not in shown


def client_text(client: Client, url: str) -> str:
    return text_of(client.get(url))


@pytest.mark.spec("ACC-023")
def test_an_administrator_takes_a_merge_back(
    pair: tuple[Customer, Customer], unit: Unit, sign_in: SignIn, seller: Actor
) -> None:
    stays, goes = pair
    admin = sign_in(person("ADM"))
    given = fields_of(admin, page_of(stays, goes)) | {"reason": "同一家"}
    assert admin.post(page_of(stays, goes), given).status_code == 303
    url = reverse("parties:customer_unmerge", args=[goes.pk])
    assert sign_in(person("SMG", unit=unit)).get(url).status_code == 403

    asked = admin.get(url)
    impact = {"digest": asked.context["digest"], "form_token": asked.context["form_token"], "reason": "并错了"}
    assert admin.post(url, impact).status_code == 303

    back = Customer.objects.get(pk=goes.pk)
    assert (back.is_valid, back.merged_into_id, back.contacts.count()) == (True, None, 1)


def send(client: Client, method: str, path: str, data: Any = None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.generic(method, f"{API}{path}", data or "", content_type="application/json", headers=headers)


@pytest.mark.spec("SYS-030", "COM-013", "ACC-022")
def test_the_api_tries_and_does_the_same(
    pair: tuple[Customer, Customer], unit: Unit, sign_in: SignIn, seller: Actor
) -> None:
    stays, goes = pair
    client, path = sign_in(person("SMG", unit=unit)), f"/customers/{stays.pk}/merge"
    body = f'{{"loser_id": {goes.pk}, "reason": "同一家"}}'

    trial = send(client, "GET", f"{path}/{goes.pk}").json()
    assert {row["code"]: row["count"] for row in trial["moved"]} == {"parties.Contact": 1}
    assert not Merge.objects.exists()
    first, again = (send(client, "POST", path, body, key="k-1") for _ in range(2))

    assert first.json() == again.json() == {**trial, "taken": ["city"]}
    assert send(client, "GET", f"/customers/{goes.pk}").json()["merged_into_id"] == stays.pk
    foreign = make_customer(person("SLS"))
    assert send(client, "POST", path, f'{{"loser_id": {foreign.pk}, "reason": "x"}}').status_code == 404
    assert send(sign_in(seller), "POST", path, body).status_code == 403
    assert send(sign_in(person("ADM")), "POST", f"/customers/{goes.pk}/unmerge", '{"reason": "错"}').status_code == 204
    assert Customer.objects.get(pk=goes.pk).is_valid
