"""Add a contact to a customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.custom_fields.taking import take_custom
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.parties.building import new_contact
from danshu.parties.cleaning import clean
from danshu.parties.contacts import note, settle_primary
from danshu.parties.fields import CONTACT_FIELDS
from danshu.parties.judging import CONTACT, judge_new
from danshu.parties.loading import living_contacts, locked_customer
from danshu.parties.models import Contact
from danshu.parties.permissions import EDIT_CONTACTS
from danshu.parties.recording import first_values


@operation("parties.add_contact", permission=EDIT_CONTACTS, label=("新建联系人", "Add contact"))
def add_contact(
    *,
    customer_id: int,
    values: Mapping[str, Any],
    custom: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> Contact:
    """Add a contact; the first one is primary, a later one marked primary takes the flag over (CUS-020).

    values: entries by the names in danshu.parties.fields.CONTACT_FIELDS; custom: of custom fields by their codes.
    Raises NotFound, InvalidRecord, FieldErrors.
    """
    customer = locked_customer(customer_id, actor=actor, permission=EDIT_CONTACTS)
    checked = clean(CONTACT_FIELDS, values, country=customer.country)
    own = take_custom("parties.contact", custom, actor=actor)
    checked.problems.extend(own.problems)
    judge_new(CONTACT, checked, own.values, unit_id=customer.unit_id, at=at)
    cleaned = checked.require()
    others = living_contacts(customer)
    cleaned["is_primary"] = bool(cleaned.get("is_primary")) or not others
    contact = new_contact(customer, cleaned | {"custom": own.values}, actor=actor, at=at)
    if contact.is_primary:
        settle_primary(others, actor=actor, at=at)
    contact.save(force_insert=True)
    note(customer, contact, first_values(CONTACT_FIELDS, cleaned) | own.changes, actor=actor, at=at)
    return contact
