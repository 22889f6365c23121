"""Entries checked and made comparable, without looking at the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors
from danshu.parties.building import new_address, new_contact
from danshu.parties.cleaning import Cleaned, clean
from danshu.parties.fields import ADDRESS_FIELDS, CONTACT_FIELDS, CUSTOMER_FIELDS, INVOICE_FIELDS
from danshu.parties.indexing import derive_unnumbered
from danshu.parties.intake.types import Entry, Manner, Taken
from danshu.parties.models import Contact, Customer, DeliveryAddress
from danshu.parties.rules import require_way_of_contact

REMEMBERED = 10_000


@dataclass(slots=True)
class Prepared:
    """One entry: a customer that is not stored, its parts, and what was given in the words of the model."""

    entry: Entry
    taken: Taken
    given: dict[str, Any]
    customer: Customer
    contacts: list[Contact]
    addresses: list[DeliveryAddress]
    invoice: dict[str, Any]
    custom_changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str]:
        """Name and region, as they are compared."""
        return self.customer.name_key, self.customer.region_key


class Remembered:
    """Entries that were prepared before: a sheet of orders names the same customer again and again.

    For comparing only: whoever stores an entry prepares it anew. Entries with contacts or addresses are not kept.
    """

    def __init__(self) -> None:
        self._known: dict[frozenset[tuple[str, Any]], Prepared] = {}

    def prepare(self, entry: Entry, manner: Manner, *, actor: Actor, at: datetime) -> Prepared:
        """As `prepare`."""
        if entry.contacts or entry.addresses or entry.invoice or entry.number:
            return prepare(entry, manner, actor=actor, at=at)
        key = frozenset(entry.values.items())
        if (found := self._known.get(key)) is None:
            found = prepare(entry, manner, actor=actor, at=at)
            if len(self._known) < REMEMBERED:
                self._known[key] = found
        return found


def prepare(entry: Entry, manner: Manner, *, actor: Actor, at: datetime) -> Prepared:
    """Clean one entry; what is wrong stands in `taken.problems`."""
    cleaned = clean(CUSTOMER_FIELDS, entry.values, known_values=True)
    people = _parts(CONTACT_FIELDS, entry.contacts, "contact_", "is_primary", cleaned)
    places = _parts(ADDRESS_FIELDS, entry.addresses, "address_", "is_default", cleaned)
    profile = clean(INVOICE_FIELDS, entry.invoice, prefix="invoice_")
    cleaned.problems.extend(profile.problems)
    taken = Taken(problems=cleaned.problems)
    stamp = {"created_at": at, "updated_at": at, "updated_by_name": actor.name, "created_by_name": actor.name}
    customer = Customer(**cleaned.values, **stamp)
    if taken.problems:
        return Prepared(entry, taken, cleaned.values, customer, [], [], {})
    contacts = [new_contact(customer, values, actor=actor, at=at) for values in people]
    addresses = [new_address(customer, values, actor=actor, at=at) for values in places]
    for name, content in derive_unnumbered(customer, contacts).items():  # search columns: with the number
        setattr(customer, name, content)
    if not manner.unreachable:
        try:
            require_way_of_contact(customer, contacts)
        except FieldErrors as refusal:
            taken.problems.extend(refusal.problems)
    return Prepared(entry, taken, cleaned.values, customer, contacts, addresses, profile.values)


def _parts(
    fields: Any, given: Sequence[Mapping[str, Any]], prefix: str, flag: str, into: Cleaned
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for entry in given:
        cleaned = clean(fields, entry, prefix=prefix, country=into.values.get("country", ""), known_values=True)
        into.problems.extend(cleaned.problems)
        if cleaned.values not in found:
            found.append(cleaned.values)
    for index, values in enumerate(found):
        values[flag] = index == 0
    return found
