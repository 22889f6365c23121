"""Change a contact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.custom_fields.taking import take_custom
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.parties.cleaning import clean
from danshu.parties.contacts import note, settle_primary
from danshu.parties.fields import CONTACT_FIELDS
from danshu.parties.indexing import index_contact
from danshu.parties.judging import judge_change
from danshu.parties.loading import living_contacts, locked_contact
from danshu.parties.models import Contact
from danshu.parties.permissions import EDIT_CONTACTS
from danshu.parties.recording import save, take_over
from danshu.parties.rules import require_way_of_contact


@operation("parties.edit_contact", permission=EDIT_CONTACTS, label=("修改联系人", "Edit contact"))
def edit_contact(
    *,
    contact_id: int,
    changes: Mapping[str, Any],
    custom: Mapping[str, Any] | None = None,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Contact:
    """Change the given fields of a contact; marking it primary takes the flag from the other one (CUS-020).

    The flag cannot be cleared here: another contact takes it. Raises NotFound, EditConflict, InvalidRecord, FieldErrors
    (also when the customer would be left without any way of contact).
    """
    customer, contact = locked_contact(contact_id, actor=actor, permission=EDIT_CONTACTS, version=version)
    checked = clean(CONTACT_FIELDS, changes, current=contact, country=customer.country)
    own = take_custom("parties.contact", custom, stored=contact.custom, pk=contact.pk, actor=actor)
    checked.problems.extend(own.problems)
    judge_change(contact, checked, own.values, unit_id=customer.unit_id, at=at)
    values = checked.require()
    if contact.is_primary:
        values.pop("is_primary", None)
    words, attributes = take_over(contact, CONTACT_FIELDS, values)
    words |= own.changes
    contact.custom = own.values
    if not words:
        return contact
    others = [other for other in living_contacts(customer) if other.pk != contact.pk]
    if {"phone", "mobile", "email"} & set(words):
        require_way_of_contact(customer, [contact, *others])
    if "is_primary" in words:
        settle_primary(others, actor=actor, at=at)
    save(contact, (*attributes, "custom", *index_contact(contact)), actor=actor, at=at)
    note(customer, contact, words, actor=actor, at=at)
    return contact
