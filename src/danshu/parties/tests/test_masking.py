"""Contact data is shortened for everybody but the owner and holders of the right, on every surface (PRV-1, INV-Z1)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from danshu.access.tests.factories import grant
from danshu.audit.models import AuditEntry
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.kit.errors import Forbidden, NotFound
from danshu.kit.masking import mask_account, mask_email, mask_number
from danshu.parties.models import Contact, Customer
from danshu.parties.operations.create_customer import create_customer
from danshu.parties.operations.reveal_contact_data import reveal_contact_data
from danshu.parties.queries import customers, find_customers, order_customer, revealed_contact_data
from danshu.parties.search import find_contact_hits
from danshu.parties.tests.conftest import SignIn
from danshu.parties.tests.factories import NOON, entries, make_address, make_contact, make_customer, person
from danshu.parties.tests.test_pages import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PRV-1")]
SECRET = ("13812345678", "02187654321", "wang@example.com", "13987654321", "密云路 77 号", "6222000011112222")


@pytest.fixture
def seller() -> Actor:
    return person("SLS")


@pytest.fixture
def customer(seller: Actor) -> Customer:
    made = make_customer(
        seller, name="示例青禾", mobile="13812345678", phone="021-87654321", email="Wang@example.com", street="密云路 77 号",
        city="杭州市", bank_account="6222000011112222",
    )  # fmt: skip
    make_contact(made, seller, name="孙七", mobile="13987654321")
    make_address(made, seller, street="密云路 77 号", phone="13987654321", city="杭州市")
    return made


def surfaces(client: Any, customer: Customer) -> str:
    """Everything a person can open about the customer."""
    contact = customer.contacts.get()
    pages = [
        reverse("parties:customer_list"), reverse("parties:customer_list") + "?q=青禾",
        reverse("parties:customer", args=[customer.pk]),
        reverse("parties:customer", args=[customer.pk]) + "?tab=profile",
        reverse("parties:customer", args=[customer.pk]) + "?tab=history",
        reverse("parties:contact_list"), reverse("parties:contact", args=[contact.pk]),
        reverse("parties:find") + "?q=青禾",
    ]  # fmt: skip
    return " ".join(client.get(page).content.decode() for page in pages)


def test_a_reader_without_the_right_sees_shortened_data_everywhere(customer: Customer, sign_in: SignIn) -> None:
    seen = surfaces(sign_in(person("ODK")), customer)

    assert "138****5678" in seen
    assert "021****4321" in seen
    assert "w****@example.com" in seen
    assert "139****4321" in seen
    for secret in SECRET:
        assert secret not in seen, secret


def test_the_owner_and_holders_of_the_right_see_it_in_full(customer: Customer, seller: Actor, sign_in: SignIn) -> None:
    for actor in (seller, person("OPA")):
        seen = surfaces(sign_in(actor), customer)
        for secret in SECRET[:5]:
            assert secret in seen, secret
        assert "****2222" in seen
        assert SECRET[5] not in seen


def test_bank_accounts_are_for_finance_only(customer: Customer, sign_in: SignIn) -> None:
    assert "6222000011112222" in surfaces(sign_in(person("FNC")), customer)


def test_the_right_counts_within_its_own_scope() -> None:
    unit = make_unit()
    seller, reader = person("SLS", unit=unit), person("ODK", unit=unit)
    near, far = make_customer(seller, mobile="13812345678"), make_customer(person("SLS"), mobile="13812345678")
    grant(User.objects.get(pk=reader.user_id), "parties.customer.see_contact_data", "unit")
    from danshu.access.tests.factories import actor_of

    reader = actor_of(User.objects.get(pk=reader.user_id))
    shown = {row.pk: row.shown_mobile for row in customers(reader)}

    assert shown == {near.pk: "13812345678", far.pk: "138****5678"}


def test_a_shortened_number_is_found_only_when_typed_completely(customer: Customer, seller: Actor) -> None:
    reader = person("ODK")
    for typed in ("13812345678", "138 1234 5678", "021-87654321", "wang@example.com", "13987654321"):
        assert [row.pk for row in find_customers(typed, actor=reader)] == [customer.pk], typed
    for typed in ("1234", "5678", "138123456", "wang", "87654321"):
        assert find_customers(typed, actor=reader) == [], typed
    for typed in ("1234", "5678", "138123456", "87654321"):
        assert [row.pk for row in find_customers(typed, actor=seller)] == [customer.pk], typed


def test_filters_are_no_way_around(customer: Customer, seller: Actor, sign_in: SignIn) -> None:
    def count(actor: Actor, query: str) -> int:
        response = sign_in(actor).get(f"{reverse('parties:customer_list')}?{query}")
        return len(response.context["listing"].page.rows)

    reader = person("ODK")
    for part, whole in (
        ("mobile=1234", "mobile=13812345678"),
        ("email=wang", "email=wang@example.com"),
        ("street=密云", ""),
    ):
        assert count(reader, part) == 0
        assert count(seller, part) == 1
        assert not whole or count(reader, whole) == 1
    assert count(seller, "bank_account=2222") == 0
    assert sign_in(reader).get(f"{reverse('parties:contact_list')}?mobile=8765").context["listing"].page.rows == []


def test_sorting_by_shortened_columns_is_not_offered(customer: Customer, sign_in: SignIn) -> None:
    from danshu.parties.web.lists import CUSTOMERS

    private = {column.key for column in CUSTOMERS.columns if column.sort} & {
        "phone",
        "mobile",
        "email",
        "street",
        "bank_account",
    }
    assert not private


def test_the_palette_shows_contacts_shortened(customer: Customer) -> None:
    assert [hit.note for hit in find_contact_hits(person("ODK"), "孙七", 5)] == ["示例青禾 139****4321"]


def test_documents_copy_the_whole_but_show_what_the_actor_may_see(customer: Customer) -> None:
    copied = order_customer(actor=person("ODK"), customer_id=customer.pk)

    assert (copied.mobile, copied.shown_mobile) == ("13987654321", "139****4321")
    assert (copied.addresses[0].street, copied.addresses[0].shown) == ("密云路 77 号", "杭州市****")


def test_revealing_is_logged_with_its_reason_and_without_the_data(customer: Customer, sign_in: SignIn) -> None:
    reader = person("ODK")
    url = reverse("parties:customer_reveal", args=[customer.pk])
    client = sign_in(reader)

    assert "13812345678" not in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    shown = client.post(url, {"reason": "确认送货时间"})

    assert "13812345678" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.get(operation="parties.reveal_contact_data")
    assert (entry.subject_id, entry.reason, entry.changes) == (customer.pk, "确认送货时间", {})


def test_revealing_needs_its_own_right_and_scope(customer: Customer) -> None:
    with pytest.raises(Forbidden):
        reveal_contact_data(customer_id=customer.pk, reason="x", actor=person("BRC"), at=NOON)
    with pytest.raises(NotFound):
        revealed_contact_data(person("BRC"), customer.pk)


def test_the_edit_form_of_somebody_who_does_not_see_keeps_what_is_there(customer: Customer, sign_in: SignIn) -> None:
    editor = person("ODK")
    for code in ("parties.customer.edit", "parties.contact.edit"):
        grant(User.objects.get(pk=editor.user_id), code)
    client = sign_in(editor)
    edit = reverse("parties:customer_edit", args=[customer.pk])
    contact = reverse("parties:contact_edit", args=[customer.contacts.get().pk])

    page = client.get(edit).content.decode()
    assert "已有 138****5678；留空不变" in page
    assert not any(secret in page for secret in SECRET)
    assert client.post(edit, fields_of(client, edit) | {"short_name": "青禾"}).status_code == 303
    assert client.post(contact, fields_of(client, contact) | {"position": "店长"}).status_code == 303

    stored = Customer.objects.get()
    assert (stored.short_name, stored.mobile, stored.email) == ("青禾", "13812345678", "wang@example.com")
    assert Contact.objects.get().mobile == "13987654321"


def test_query_and_python_shorten_alike() -> None:
    numbers = ["", "1", "1234567", "12345678", "123456789", "13812345678", "+49300074321", "02112345678-801"]
    reader = person("ODK")
    made = {create_customer(values=entries(), actor=Actor.system(), at=NOON).pk: number for number in numbers}
    for pk, number in made.items():
        Customer.objects.filter(pk=pk).update(mobile=number, bank_account=number, email=f"a{number}@example.com")

    rows = {row.pk: row for row in customers(reader)}

    for pk, number in made.items():
        assert rows[pk].shown_mobile == mask_number(number)
        assert rows[pk].shown_bank_account == mask_account(number)
        assert rows[pk].shown_email == mask_email(f"a{number}@example.com")
