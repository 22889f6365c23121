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


def derive(customer: Customer, contacts: Sequence[Any]) -> dict[str, Any]:
    """The derived columns of a customer with its living contacts (without their links)."""
    names = [customer.number, customer.name, customer.short_name, customer.external_code]
    names += [contact.name for contact in contacts]
    keys = keys_of([customer, *contacts])
    return {
        "search_tokens": search_tokens(*names),
        "search_text": " ".join(normalise(name) for name in names if name),
        "contact_keys": keys,
        "contact_tokens": parts_of(keys),
        "sort_key": sort_key(customer.name),
        "name_key": name_key(customer.name),
        "region_key": region_key(customer.country, customer.province),
    }


def index_customer(customer: Customer) -> tuple[str, ...]:
    """Set the derived fields of a stored customer; returns the names to add to `update_fields`."""
    contacts = Contact.objects.filter(customer=customer, is_valid=True, deleted_at__isnull=True)
    _set(customer, derive(customer, list(contacts)))
    return DERIVED


def _set(record: Any, columns: Mapping[str, Any]) -> None:
    for name, content in columns.items():
        setattr(record, name, content)


def index_contact(contact: Contact) -> tuple[str, ...]:
    """Set the derived fields of a contact; returns the names to add to `update_fields`."""
    contact.search_tokens = search_tokens(contact.name, contact.position)
    contact.contact_keys = keys_of([contact])
    contact.sort_key = sort_key(contact.name)
    return ("search_tokens", "contact_keys", "sort_key")
