"""The big list of naughty strings in the names of customers and contacts: kept to the letter, shown harmless.

Refused are only what cannot be stored (control characters), what is empty, and what is longer than the field; nothing
else is changed beyond blanks at the ends.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from django.test import Client

from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors
from danshu.parties.models import Contact, Customer
from danshu.parties.operations.edit_contact import edit_contact
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.queries import find_customers
from danshu.parties.tests.factories import NOON, make_contact, make_customer, person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SYSTEM = Actor.system()
LENGTH = 50


def strings(data: Path) -> Iterator[str]:
    yield from json.loads((data / "hostile-input" / "strings" / "blns.json").read_text(encoding="utf-8"))


@pytest.mark.spec("CUS-001", "CUS-007")
def test_names_of_customers_are_stored_to_the_letter_or_refused_at_the_field(data: Path) -> None:
    owner = person("SLS")
    customer = make_customer(owner)
    kept = refused = 0
    for text in strings(data):
        before = Customer.objects.get(pk=customer.pk).short_name
        try:
            edit_customer(customer_id=customer.pk, changes={"short_name": text}, actor=owner, at=NOON)
        except FieldErrors:
            assert Customer.objects.get(pk=customer.pk).short_name == before
            refused += 1
        else:
            stored = Customer.objects.get(pk=customer.pk).short_name
            assert "".join(stored.split()) == "".join(text.split()) or len(stored) <= len(text), text
            kept += 1
        find_customers(text, actor=owner, limit=5)
    assert kept > 200
    assert kept + refused == len(list(strings(data)))


@pytest.mark.spec("CUS-020", "CUS-008")
def test_pages_show_naughty_names_as_text(data: Path) -> None:
    owner = person("SLS")
    customer = make_customer(owner)
    contact = make_contact(customer, owner, name="孙七")
    client = Client()
    client.force_login(User.objects.get(pk=owner.user_id))
    shown = 0
    for text in (t for t in strings(data) if "<" in t and t == t.strip() and len(t) <= LENGTH):
        try:
            edit_contact(contact_id=contact.pk, changes={"name": text}, actor=owner, at=NOON)
        except FieldErrors:
            continue
        page = client.get(f"/customers/{customer.pk}/")
        assert page.status_code == 200
        body = page.content.decode()
        stored = Contact.objects.get(pk=contact.pk).name
        assert stored not in body, text
        assert escape(stored).replace("&#x27;", "&#39;") in body.replace("&#x27;", "&#39;"), text
        shown += 1
    assert shown > 20
