"""New contacts, addresses and invoice data of a customer that is locked or just being created."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from danshu.custom_fields.taking import take_custom
from danshu.kit.actor import Actor
from danshu.parties.cleaning import Cleaned, clean
from danshu.parties.fields import ADDRESS_FIELDS, CONTACT_FIELDS
from danshu.parties.indexing import index_contact
from danshu.parties.judging import CONTACT, judge_new
from danshu.parties.models import Contact, Customer, DeliveryAddress

Given = Mapping[str, Any]


def clean_contacts(
    contacts: Sequence[Given], into: Cleaned, *, actor: Actor, at: datetime, unit_id: int | None, country: str = ""
) -> list[dict[str, Any]]:
    """Cleaned contacts of a form with several; exactly one of them is primary."""
    plain = [{name: value for name, value in entry.items() if name != "custom"} for entry in contacts]
    found = _clean_all(CONTACT_FIELDS, plain, "contacts", "is_primary", into, country)
    for index, (entry, values) in enumerate(zip(contacts, found, strict=True)):
        prefix = f"contacts-{index}-"
        own = take_custom("parties.contact", entry.get("custom"), actor=actor, prefix=prefix)
        into.problems.extend(own.problems)
        judged = Cleaned(values, into.problems)
        judge_new(CONTACT, judged, own.values, unit_id=unit_id, at=at, prefix=prefix)
        values["custom"] = own.values
    return found


def clean_addresses(addresses: Sequence[Given], into: Cleaned) -> list[dict[str, Any]]:
    """Cleaned addresses of a form with several; exactly one of them is the default."""
    return _clean_all(ADDRESS_FIELDS, addresses, "addresses", "is_default", into, "")


def _clean_all(
    fields: Any, given: Sequence[Given], name: str, flag: str, into: Cleaned, country: str
) -> list[dict[str, Any]]:
    found = []
    for index, entry in enumerate(given):
        cleaned = clean(fields, entry, prefix=f"{name}-{index}-", country=country)
        into.problems.extend(cleaned.problems)
        found.append(cleaned.values)
    chosen = next((i for i, values in enumerate(found) if values.get(flag)), 0)
    for index, values in enumerate(found):
        values[flag] = index == chosen
    return found


def new_contact(customer: Customer, values: Given, *, actor: Actor, at: datetime) -> Contact:
    """A contact that is not stored yet."""
    contact = Contact(customer=customer, created_at=at, updated_at=at, updated_by_name=actor.name, **values)
    index_contact(contact)
    return contact


def new_address(customer: Customer, values: Given, *, actor: Actor, at: datetime) -> DeliveryAddress:
    """A delivery address that is not stored yet."""
    return DeliveryAddress(customer=customer, created_at=at, updated_at=at, updated_by_name=actor.name, **values)
