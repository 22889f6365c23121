"""What is derived from a customer's fields for searching and comparing; one writer for all of it.

search_tokens and search_text: number, names, external code and the names of contacts.
contact_keys: every full telephone number and e-mail address of the customer and the contacts, to be found as a whole.
contact_tokens: runs of four digits of those numbers, so that people who see them may search by a part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from danshu.kit.search import normalise, search_tokens, sort_key
from danshu.parties.models import Contact, Customer
from danshu.parties.normalising import name_key, region_key

PART = 4
PHONES = ("phone", "mobile", "fax")
EMAILS = ("email", "payment_email", "invoice_email")
DERIVED = (
    "search_tokens", "search_text", "contact_keys", "contact_tokens", "sort_key", "name_key", "region_key",
)  # fmt: skip


def keys_of(records: Iterable[Any]) -> list[str]:
    """All numbers and addresses of customers and contacts, each once."""
    found: set[str] = set()
    for record in records:
        found.update(_plain(getattr(record, name, "")) for name in PHONES)
        found.update(getattr(record, name, "") for name in EMAILS)
    return sorted(found - {""})


def _plain(number: str) -> str:
    return number.partition("-")[0]


def parts_of(keys: Iterable[str]) -> list[str]:
    """Runs of four digits of the telephone numbers among the keys."""
    numbers = [key for key in keys if "@" not in key]
    return sorted({number[i : i + PART] for number in numbers for i in range(len(number) - PART + 1)})


def derive(customer: Customer, contacts: Sequence[Any], former: Sequence[str] = ()) -> dict[str, Any]:
    """The derived columns of a customer with its living contacts (without their links).

    former: numbers and names of customers that were taken into this one: they lead here (CUS-003).
    """
    tokens, found_by = search_columns(customer, contacts, former)
    return {"search_tokens": tokens, "search_text": found_by, **derive_unnumbered(customer, contacts)}


def derive_unnumbered(customer: Customer, contacts: Sequence[Any]) -> dict[str, Any]:
    """The derived columns that hold no number: all that comparing needs, and cheap."""
    keys = keys_of([customer, *contacts])
    return {
        "contact_keys": keys,
        "contact_tokens": parts_of(keys),
        "sort_key": sort_key(customer.name),
        "name_key": name_key(customer.name),
        "region_key": region_key(customer.country, customer.province),
    }


def search_columns(customer: Customer, contacts: Sequence[Any], former: Sequence[str] = ()) -> tuple[list[str], str]:
    """search_tokens and search_text: they hold the number, so they are made when it is known."""
    names = [customer.number, customer.name, customer.short_name, customer.external_code]
    names += [*(contact.name for contact in contacts), *former]
    return search_tokens(*names), " ".join(normalise(name) for name in names if name)


def index_customer(customer: Customer) -> tuple[str, ...]:
    """Set the derived fields of a stored customer; returns the names to add to `update_fields`."""
    contacts = Contact.objects.filter(customer=customer, is_valid=True, deleted_at__isnull=True)
    _set(customer, derive(customer, list(contacts), _former(customer)))
    return DERIVED


def _former(customer: Customer) -> list[str]:
    absorbed = Customer.objects.filter(merged_into=customer).order_by("pk").values_list("number", "name")
    return [text for pair in absorbed for text in pair]


def _set(record: Any, columns: Mapping[str, Any]) -> None:
    for name, content in columns.items():
        setattr(record, name, content)


def index_contact(contact: Contact) -> tuple[str, ...]:
    """Set the derived fields of a contact; returns the names to add to `update_fields`."""
    contact.search_tokens = search_tokens(contact.name, contact.position)
    contact.contact_keys = keys_of([contact])
    contact.sort_key = sort_key(contact.name)
    return ("search_tokens", "contact_keys", "sort_key")
