"""Customers through the API (SYS-030): the same rules, scope and shortened data as on the pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.parties import fields
from danshu.parties.models import Contact, Customer
from danshu.parties.rest_outputs import ContactOut, CustomerOut
from danshu.parties.rest_shapes import AddressIn, ContactIn, CustomerIn, InvoiceIn
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import make_address, make_contact, make_customer, person

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-030")]
API = "/api/v1"


def send(client: Client, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
    """One request with a JSON body."""
    headers = {"Idempotency-Key": key} if key else {}
    data = "" if body is None else json.dumps(body)
    return client.generic(method, API + path, data, content_type="application/json", headers=headers)


def body(**values: Any) -> dict[str, Any]:
    return {"name": "示例青禾超市", "source": "internet", "mobile": "138 1234 5678", **values}


@pytest.fixture
def seller() -> Actor:
    return person("SLS", unit=make_unit())


def test_the_schemas_name_every_declared_field() -> None:
    for schema, table in (
        (CustomerIn, fields.CUSTOMER_FIELDS), (ContactIn, fields.CONTACT_FIELDS), (AddressIn, fields.ADDRESS_FIELDS),
        (InvoiceIn, fields.INVOICE_FIELDS), (CustomerOut, fields.CUSTOMER_FIELDS), (ContactOut, fields.CONTACT_FIELDS),
    ):  # fmt: skip
        assert set(table) <= set(schema.model_fields), schema


@pytest.mark.spec("CUS-002", "COM-013")
def test_a_customer_is_created_once_for_a_key(seller: Actor, sign_in: SignIn) -> None:
    client = sign_in(seller)
    sent = body(
        contacts=[{"name": "孙七", "mobile": "13900000001"}], addresses=[{"recipient": "吴九", "street": "示例路 1 号"}],
        tags=["月结"], invoice={"title": "示例青禾"},
    )  # fmt: skip

    first, again = (send(client, "POST", "/customers", sent, key="k-1") for _ in range(2))

    made = first.json()["customer"]
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert (Customer.objects.count(), Contact.objects.count()) == (1, 1)
    assert (made["number"], made["mobile"], made["tags"], made["version"]) == ("KH-0001", "13812345678", ["月结"], 1)
    assert (made["source"]["code"], made["source"]["name"], made["owner_id"]) == ("internet", "网络", seller.user_id)
    assert send(client, "POST", "/customers", sent).status_code == 400


@pytest.mark.spec("COM-008")
def test_wrong_input_is_422_with_every_field_and_unknown_fields_are_refused(seller: Actor, sign_in: SignIn) -> None:
    client = sign_in(seller)

    wrong = send(client, "POST", "/customers", body(name="长" * 51, email="x", source="nowhere", level=10**15), key="k")
    unknown = send(client, "POST", "/customers", body(is_valid=False), key="k")
    malformed = client.generic(
        "POST", f"{API}/customers", "{", content_type="application/json", headers={"Idempotency-Key": "k"}
    )

    assert wrong.status_code == 422
    assert {entry["field"] for entry in wrong.json()["errors"]} == {"name", "email", "source", "level"}
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "is_valid")
    assert malformed.status_code in (400, 422)
    assert not Customer.objects.exists()


@pytest.mark.spec("CUS-003")
def test_duplicates_are_409_with_findings_and_equal_numbers_a_warning(seller: Actor, sign_in: SignIn) -> None:
    client = sign_in(seller)
    send(client, "POST", "/customers", body(), key="k-1")

    blocked = send(client, "POST", "/customers", body(), key="k-2")
    warned = send(client, "POST", "/customers", body(name="示例云杉"), key="k-3")

    assert (blocked.status_code, blocked.json()["findings"][0]["code"]) == (409, "parties.same_name")
    assert (warned.status_code, warned.json()["warnings"][0]["code"]) == (201, "parties.same_contact_data")


@pytest.mark.spec("COM-012")
def test_a_patch_changes_what_is_sent_and_refuses_an_old_version(seller: Actor, sign_in: SignIn) -> None:
    customer, client = make_customer(seller, city="杭州市", fax="021-12345678"), sign_in(seller)
    path = f"/customers/{customer.pk}"

    changed = send(client, "PATCH", path, {"city": "宁波市", "fax": None, "version": 1})
    late = send(client, "PATCH", path, {"city": "绍兴市", "version": 1})

    assert (changed.status_code, changed.json()["city"], changed.json()["fax"]) == (200, "宁波市", "")
    assert (late.status_code, late.json()["code"]) == (409, "edit_conflict")
    assert Customer.objects.get().city == "宁波市"


@pytest.mark.spec("ACC-022")
def test_lists_page_by_position_within_the_scope(seller: Actor, sign_in: SignIn) -> None:
    made = [make_customer(seller, name=f"示例{n}", tags=["月结"] if n % 2 else []) for n in range(5)]
    make_customer(person("SLS"), name="别人的")
    client = sign_in(seller)

    first = send(client, "GET", "/customers?limit=2").json()
    second = send(client, "GET", f"/customers?limit=2&after={first['next']}").json()

    assert [row["id"] for row in first["items"] + second["items"]] == [row.pk for row in reversed(made)][:4]
    assert [row["name"] for row in send(client, "GET", "/customers?tag=月结").json()["items"]] == ["示例3", "示例1"]
    assert [row["name"] for row in send(client, "GET", "/customers?q=shili3").json()["items"]] == ["示例3"]
    assert send(client, "GET", "/customers?q=%00").status_code == 422
    assert send(client, "GET", "/customers?limit=2&after=xx").status_code == 422


@pytest.mark.spec("PRV-1")
def test_contact_data_is_shortened_for_readers(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller, mobile="13812345678", street="密云路 77 号", bank_account="6222000011112222")
    contact = make_contact(customer, seller, mobile="13987654321")
    make_address(customer, seller, street="密云路 77 号", phone="13987654321")
    reader = sign_in(person("ODK"))

    answers = [
        send(reader, "GET", path).content.decode()
        for path in (
            "/customers", f"/customers/{customer.pk}", "/contacts", f"/contacts/{contact.pk}",
            f"/customers/{customer.pk}/addresses",
        )
    ]  # fmt: skip

    assert "138****5678" in answers[0]
    for answer in answers:
        assert not any(secret in answer for secret in ("13812345678", "13987654321", "密云", "6222000011112222"))
    assert "13812345678" in send(sign_in(seller), "GET", f"/customers/{customer.pk}").content.decode()


def test_credit_is_shown_only_with_the_right(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller)
    assert send(sign_in(person("CSV")), "GET", f"/customers/{customer.pk}").json()["credit"] is None
    finance = sign_in(person("FNC"))
    sent = {"credit_limit": "50000.00", "payment_terms_days": 30, "reason": "评审", "version": 1}
    assert send(sign_in(seller), "PUT", f"/customers/{customer.pk}/credit", sent).status_code == 403
    assert send(finance, "PUT", f"/customers/{customer.pk}/credit", sent).status_code == 204
    assert send(finance, "GET", f"/customers/{customer.pk}").json()["credit"]["credit_limit"] == "50000.00"


@pytest.mark.spec("CUS-005", "CUS-014")
def test_the_life_of_a_customer_through_the_api(sign_in: SignIn) -> None:
    unit = make_unit()
    manager, heir = person("SMG", unit=unit), person("SLS", unit=unit)
    first, second = make_customer(manager), make_customer(manager)
    client = sign_in(manager)
    path = f"/customers/{first.pk}"

    assert send(client, "POST", f"{path}/owner", {"owner_id": heir.user_id, "reason": "轮岗"}).status_code == 204
    assert send(client, "POST", f"{path}/delete", {"reason": "录错"}).status_code == 204
    assert send(client, "GET", path).status_code == 404
    assert send(client, "POST", f"{path}/restore", {}).status_code == 204
    batch = send(
        client, "POST", "/customers/invalidate", {"customer_ids": [first.pk, second.pk, 999_999_999], "reason": "停业"}
    )
    assert [row["done"] for row in batch.json()] == [True, True, False]
    moved = send(
        client, "POST", "/customers/change-owner", {"customer_ids": [first.pk], "owner_id": heir.user_id, "reason": "x"}
    )
    assert moved.json()[0]["code"] == "customer_same_owner"
    assert send(client, "POST", f"{path}/invalidate", {"reason": "x"}).status_code == 409


@pytest.mark.spec("CUS-020")
def test_contacts_and_addresses_through_the_api(seller: Actor, sign_in: SignIn) -> None:
    customer, client = make_customer(seller), sign_in(seller)
    path = f"/customers/{customer.pk}"

    first = send(client, "POST", f"{path}/contacts", {"name": "甲"}, key="a").json()
    second = send(client, "POST", f"{path}/contacts", {"name": "乙", "mobile": "13900000002"}, key="b").json()
    assert (first["is_primary"], second["is_primary"]) == (True, False)
    assert send(client, "POST", f"/contacts/{second['id']}/primary").json()["is_primary"] is True
    assert send(client, "PATCH", f"/contacts/{first['id']}", {"position": "店长", "version": 9}).status_code == 409
    seen = send(client, "GET", f"/contacts/{first['id']}").json()["version"]
    assert send(client, "PATCH", f"/contacts/{first['id']}", {"position": "店长"}).json()["code"] == "version_missing"
    changed = send(client, "PATCH", f"/contacts/{first['id']}", {"position": "店长", "version": seen}).json()
    assert changed["position"] == "店长"
    assert [c["name"] for c in send(client, "GET", "/contacts?q=13900000002").json()["items"]] == ["乙"]
    assert send(client, "POST", f"/contacts/{first['id']}/invalidate", {"reason": "离职"}).json()["is_valid"] is False
    assert send(client, "POST", f"/contacts/{second['id']}/delete", {"reason": "x"}).status_code == 403

    place = send(client, "POST", f"{path}/addresses", {"recipient": "吴九", "street": "示例路"}, key="c").json()
    assert place["is_default"] is True
    assert (
        send(client, "PATCH", f"/addresses/{place['id']}", {"city": "宁波市", "version": place["version"]}).json()[
            "city"
        ]
        == "宁波市"
    )
    assert send(client, "DELETE", f"/addresses/{place['id']}").status_code == 204
    assert send(client, "GET", f"{path}/addresses").json() == []


@pytest.mark.spec("ACC-023")
def test_without_sign_in_or_right_nothing_is_answered(seller: Actor, sign_in: SignIn) -> None:
    customer = make_customer(seller)
    assert send(Client(), "GET", "/customers").status_code == 401
    keeper = sign_in(person("WHS"))
    for method, path, sent in (
        ("GET", "/customers", None), ("GET", f"/customers/{customer.pk}", None), ("GET", "/contacts", None),
        ("POST", "/customers", body()), ("PATCH", f"/customers/{customer.pk}", {}),
    ):  # fmt: skip
        assert send(keeper, method, path, sent, key="k").status_code == 403, path
    stranger = sign_in(person("SLS"))
    assert send(stranger, "GET", f"/customers/{customer.pk}").json() == {
        **send(stranger, "GET", f"/customers/{customer.pk + 1000}").json(), "instance": f"{API}/customers/{customer.pk}",
    }  # fmt: skip
