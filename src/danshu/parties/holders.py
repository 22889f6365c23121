"""Customers and contacts hold attachments and notes (COM-016)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from danshu.files.holding import holder
from danshu.parties.models import Contact, Customer
from danshu.parties.permissions import VIEW_CONTACTS, VIEW_CUSTOMERS


def _is_valid(record: Any) -> bool:
    """An invalid one may only be looked at."""
    return bool(record.is_valid)


holder(
    "parties.customer",
    rows=lambda actor: Customer.objects.alive().visible_to(actor, VIEW_CUSTOMERS),
    label_of=lambda customer: customer.name,
    url_of=lambda customer: reverse("parties:customer", args=[customer.pk]),
    is_open=_is_valid,
)
holder(
    "parties.contact",
    rows=lambda actor: Contact.objects.alive().visible_to(actor, VIEW_CONTACTS),
    label_of=lambda contact: contact.name,
    url_of=lambda contact: reverse("parties:contact", args=[contact.pk]),
    is_open=_is_valid,
)
