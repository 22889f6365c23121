"""Rows of the lists: customers, contacts, the recycle bin."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from danshu.kit.actor import Actor
from danshu.kit.search import normalise, pinyin_tokens, query_tokens
from danshu.parties.models import Contact, Customer
from danshu.parties.models.querysets import CustomerQuerySet
from danshu.parties.permissions import DELETE_CUSTOMERS, VIEW_CONTACTS, VIEW_CUSTOMERS
from danshu.parties.queries.finding import full_keys

NAMES = {
    "owner_name": F("owner__full_name"), "unit_name": F("unit__name"), "parent_name": F("parent__name"),
    "referrer_name": F("referrer__name"),
}  # fmt: skip
DERIVED = ("search_tokens", "search_text", "contact_keys", "contact_tokens")


def customers(actor: Actor) -> CustomerQuerySet:
    """Customers that exist for the actor, without the recycle bin, contact data as he may read it."""
    return Customer.objects.alive().visible_to(actor, VIEW_CUSTOMERS).shown_to(actor).defer(*DERIVED)


def customer_list(actor: Actor) -> QuerySet[Customer]:
    """The same with what a line of the list shows."""
    primary = Contact.objects.filter(customer=OuterRef("pk"), is_primary=True, deleted_at__isnull=True)
    rows: CustomerQuerySet = customers(actor)
    return rows.with_values().annotate(**NAMES, primary_name=Subquery(primary.values("name")[:1]))


def deleted_customers(actor: Actor) -> QuerySet[Customer]:
    """The recycle bin, as far as the actor may restore from it."""
    rows = Customer.objects.filter(deleted_at__isnull=False).visible_to(actor, DELETE_CUSTOMERS)
    return rows.shown_to(actor).defer(*DERIVED).annotate(owner_name=NAMES["owner_name"])


def contacts(actor: Actor) -> QuerySet[Contact]:
    """Contacts that exist for the actor."""
    rows = Contact.objects.alive().visible_to(actor, VIEW_CONTACTS).shown_to(actor)
    return rows.select_related("customer", "relation", "decision_role")


def matching_contacts(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Contacts by name, pinyin, position, customer, or a completely typed number or e-mail address (CUS-020)."""
    text = text.replace("\x00", "")
    plain = normalise(text)
    named = Q(name__icontains=plain) | Q(position__icontains=plain)
    condition = Q(search_tokens__contains=query_tokens(text)) & named
    condition |= Q(customer__search_tokens__contains=query_tokens(text), customer__name__icontains=plain)
    if sounds := pinyin_tokens(text):
        condition |= Q(search_tokens__contains=sounds)
    if keys := full_keys(text):
        condition |= Q(contact_keys__overlap=keys)
    return rows.filter(condition)
