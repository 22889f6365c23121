"""Create a customer with contacts and addresses in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from danshu.custom_fields.taking import take_custom
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.words import listed
from danshu.numbering.operations.next_numbers import next_numbers
from danshu.parameters.queries import value
from danshu.parties.building import clean_addresses, clean_contacts, new_address, new_contact
from danshu.parties.cleaning import Cleaned, clean
from danshu.parties.events import CustomerCreated
from danshu.parties.fields import CUSTOMER_FIELDS, INVOICE_FIELDS
from danshu.parties.indexing import derive
from danshu.parties.judging import CUSTOMER, judge_new
from danshu.parties.models import Contact, Customer, DeliveryAddress, InvoiceProfile
from danshu.parties.numbers import CUSTOMER_SERIES
from danshu.parties.owners import owner_in_scope
from danshu.parties.permissions import CHANGE_OWNER, CREATE_CUSTOMERS
from danshu.parties.recording import Changes, first_values
from danshu.parties.relations import require_referrer, require_related
from danshu.parties.reviewing import entry_state, submit_entries
from danshu.parties.rules import duplicate_findings, require_way_of_contact, settle_duplicates

Given = Mapping[str, Any]


@operation("parties.create_customer", permission=CREATE_CUSTOMERS, label=("新建客户", "Create customer"))
def create_customer(
    *,
    values: Given,
    contacts: Sequence[Given] = (),
    addresses: Sequence[Given] = (),
    invoice: Given | None = None,
    custom: Given | None = None,
    owner_id: int | None = None,
    duplicate_reason: str = "",
    actor: Actor,
    at: datetime,
) -> Customer:
    """Add a customer; the actor becomes the owner unless he may and does name another (CUS-002).

    values, contacts, addresses, invoice: entries by the names in danshu.parties.fields, as people typed them. The first
    contact is primary and the first address the default unless one is marked. custom: values of custom fields by their
    codes; those of a contact stand in its entry under "custom". Where entries are reviewed the customer is for
    communications only until then (CUS-006).
    Raises FieldErrors (also without any way of contact), Blocked for an equal licence number or an equal name in the
    region unless the actor holds "allow duplicate" and gives a reason (CUS-003), Forbidden for another owner.
    """
    cleaned = clean(CUSTOMER_FIELDS, values)
    own = take_custom("parties.customer", custom, actor=actor)
    cleaned.problems.extend(own.problems)
    holder = _owner(owner_id, actor, at)
    people = clean_contacts(
        contacts, cleaned, actor=actor, at=at, unit_id=holder[1], country=cleaned.values.get("country", "")
    )
    places = clean_addresses(addresses, cleaned)
    profile = clean(INVOICE_FIELDS, invoice or {}, prefix="invoice-")
    cleaned.problems.extend(profile.problems)
    require_related(cleaned, actor=actor, besides=None)
    require_referrer(cleaned, current=None)
    judge_new(CUSTOMER, cleaned, own.values, unit_id=holder[1], at=at)
    customer = _unsaved(cleaned, holder, actor, at)
    customer.custom = own.values
    listed = [new_contact(customer, entry, actor=actor, at=at) for entry in people]
    _set(customer, derive(customer, listed))
    require_way_of_contact(customer, listed)
    findings = duplicate_findings(customer, listed, actor=actor)
    customer.duplicate_reason = settle_duplicates(findings, actor=actor, reason=duplicate_reason)
    customer.number = next_numbers(CUSTOMER_SERIES, count=1, at=at)[0]
    _set(customer, derive(customer, listed))
    customer.save(force_insert=True)
    Contact.objects.bulk_create(listed)
    DeliveryAddress.objects.bulk_create(new_address(customer, entry, actor=actor, at=at) for entry in places)
    if any(profile.values.values()):
        InvoiceProfile(
            customer=customer, created_at=at, updated_at=at, updated_by_name=actor.name, **profile.values
        ).save(force_insert=True)
    _record(customer, first_values(CUSTOMER_FIELDS, cleaned.values) | own.changes, listed)
    submit_entries([customer], actor=actor, at=at)
    return customer


def _owner(owner_id: int | None, actor: Actor, at: datetime) -> tuple[int | None, int | None]:
    """(owner, unit): the actor's, or those of the other person that he may name."""
    if owner_id is None or owner_id == actor.user_id:
        return actor.user_id, actor.unit_id
    actor.require(CHANGE_OWNER)
    chosen = owner_in_scope(owner_id, actor=actor, at=at)
    return chosen.id, chosen.unit_id


def _unsaved(cleaned: Cleaned, holder: tuple[int | None, int | None], actor: Actor, at: datetime) -> Customer:
    owner, unit = holder
    return Customer(
        **cleaned.require(),
        **entry_state(),
        owner_id=owner,
        unit_id=unit,
        credit_limit=value("new_customer_credit"),
        created_by_name=actor.name,
        created_at=at,
        updated_at=at,
        updated_by_name=actor.name,
    )


def _set(customer: Customer, columns: Mapping[str, Any]) -> None:
    for name, content in columns.items():
        setattr(customer, name, content)


def _record(customer: Customer, changes: Changes, contacts: Sequence[Contact]) -> None:
    if contacts:
        changes["contacts"] = (None, listed(contact.name for contact in contacts))
    current_context().changed(
        "parties.customer", customer.pk, label=str(customer), changes=changes, reason=customer.duplicate_reason
    )
    publish(
        CustomerCreated(
            aggregate=SourceRef("parties.customer", customer.pk),
            version=customer.version,
            owner_id=customer.owner_id,
            unit_id=customer.unit_id,
        )
    )
