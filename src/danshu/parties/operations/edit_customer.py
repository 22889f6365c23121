"""Change a customer's fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.custom_fields.taking import take_custom
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.parties.cleaning import clean
from danshu.parties.events import CustomerChanged
from danshu.parties.fields import CUSTOMER_FIELDS, INVOICE_FIELDS
from danshu.parties.indexing import index_customer
from danshu.parties.judging import judge_change
from danshu.parties.loading import living_contacts, locked_customer
from danshu.parties.models import Customer, InvoiceProfile
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.parties.recording import Changes, save, take_over
from danshu.parties.relations import require_referrer, require_related
from danshu.parties.reviewing import hold_back, submit_change
from danshu.parties.rules import (
    duplicate_findings,
    require_identity_free,
    require_way_of_contact,
    settle_duplicates,
)

Given = Mapping[str, Any]
COMPARED = {"name", "licence_number", "country", "province"}
REACHED = {"phone", "mobile", "email"}


@operation("parties.edit_customer", permission=EDIT_CUSTOMERS, label=("修改客户", "Edit customer"))
def edit_customer(
    *,
    customer_id: int,
    changes: Given,
    invoice: Given | None = None,
    custom: Given | None = None,
    version: int | None = None,
    duplicate_reason: str = "",
    reason: str = "",
    asks_referrer: bool = True,
    is_reviewed: bool = False,
    actor: Actor,
    at: datetime,
) -> Customer:
    """Change the given fields of a customer, of its invoice data and its custom fields; fields not given stay.

    Reviewed fields that differ wait for a review (`held_back` of the result names them), the others count at once (CUS-006).
    reason: why, for history and reviewer. asks_referrer: False for files, which cannot name who referred a customer
    (CUS-010). is_reviewed: True only where a review or a decision of the same weight stands behind the change.
    Raises NotFound, EditConflict (version), InvalidRecord, FieldErrors, IdentityLocked once approved orders exist,
    Blocked for duplicates as create_customer. Nothing is written when nothing differs.
    """
    customer = locked_customer(customer_id, actor=actor, permission=EDIT_CUSTOMERS, version=version)
    cleaned = clean(CUSTOMER_FIELDS, changes, current=customer)
    profile = clean(INVOICE_FIELDS, invoice or {}, prefix="invoice-")
    cleaned.problems.extend(profile.problems)
    own = take_custom("parties.customer", custom, stored=customer.custom, pk=customer.pk, actor=actor)
    cleaned.problems.extend(own.problems)
    require_related(cleaned, actor=actor, besides=customer)
    if asks_referrer:
        require_referrer(cleaned, current=customer)
    judge_change(customer, cleaned, own.values, unit_id=customer.unit_id, at=at)
    values = cleaned.require()
    require_identity_free(customer, values)
    held = hold_back(customer, values, profile.values, is_reviewed=is_reviewed)
    words, attributes = take_over(customer, CUSTOMER_FIELDS, values)
    words |= _take_over_invoice(customer, profile.values, actor=actor, at=at) | own.changes
    customer.custom = own.values
    if words:
        attributes += index_customer(customer)
        _check(customer, set(words), duplicate_reason, actor)
        save(customer, (*attributes, "custom", "duplicate_reason"), actor=actor, at=at)
        _record(customer, words, reason or duplicate_reason)
    if held:
        submit_change(customer, held, reason=reason, duplicate_reason=duplicate_reason, actor=actor, at=at)
    return customer


def _record(customer: Customer, words: Changes, reason: str) -> None:
    current_context().changed("parties.customer", customer.pk, label=str(customer), changes=words, reason=reason)
    subject = SourceRef("parties.customer", customer.pk)
    publish(CustomerChanged(aggregate=subject, version=customer.version, fields=tuple(sorted(words))))


def _check(customer: Customer, changed: set[str], reason: str, actor: Actor) -> None:
    if not changed & (COMPARED | REACHED):
        return
    contacts = living_contacts(customer)
    if changed & REACHED:
        require_way_of_contact(customer, contacts)
    if changed & COMPARED:
        findings = duplicate_findings(customer, contacts, actor=actor)
        customer.duplicate_reason = settle_duplicates(findings, actor=actor, reason=reason)


def _take_over_invoice(customer: Customer, values: Given, *, actor: Actor, at: datetime) -> Changes:
    """Invoice data has no page of its own: its changes belong to the customer's history."""
    if not values:
        return {}
    profile = InvoiceProfile.objects.filter(customer=customer).first()
    if profile is None:
        profile = InvoiceProfile(customer=customer, created_at=at, updated_at=at, updated_by_name=actor.name)
        words, _attributes = take_over(profile, INVOICE_FIELDS, values)
        if words:
            profile.save(force_insert=True)
    else:
        words, attributes = take_over(profile, INVOICE_FIELDS, values)
        if words:
            save(profile, attributes, actor=actor, at=at)
    return {f"invoice_{name}": pair for name, pair in words.items()}
