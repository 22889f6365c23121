"""Rows of the lists: customers, contacts, the recycle bin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from danshu.custom_fields.queries import with_linked_names
from danshu.kit.actor import Actor
from danshu.kit.search import normalise, pinyin_tokens, query_tokens
from danshu.parties.models import Contact, Customer, LevelFrequency, Suspicion
from danshu.parties.models.querysets import CustomerQuerySet
from danshu.parties.permissions import MERGE_CUSTOMERS, VIEW_CONTACTS, VIEW_CUSTOMERS
from danshu.parties.queries.finding import full_keys

NAMES = {
    "owner_name": F("owner__full_name"), "unit_name": F("unit__name"), "parent_name": F("parent__name"),
    "referrer_name": F("referrer__name"),
}  # fmt: skip
DERIVED = ("search_tokens", "search_text", "contact_keys", "contact_tokens")


def customers(actor: Actor) -> CustomerQuerySet:
    """Customers that exist for the actor, without the recycle bin, contact data as he may read it."""
    return Customer.objects.alive().visible_to(actor, VIEW_CUSTOMERS).shown_to(actor).defer(*DERIVED)


def customer_keys(actor: Actor, permission: str) -> QuerySet[Any]:
    """Keys of the living customers that a permission reaches, for the rows of other modules that belong to them."""
    return Customer.objects.alive().visible_to(actor, permission).values("pk")


def contact_keys(actor: Actor, permission: str) -> QuerySet[Any]:
    """Keys of the living contacts that a permission reaches, for the rows of other modules that belong to them."""
    return Contact.objects.alive().visible_to(actor, permission).values("pk")


def chosen_customers(actor: Actor, keys: Sequence[int], permission: str) -> Sequence[tuple[int, str, str, str]]:
    """(key, number, name, owner's name) of those that a permission reaches, in the order of their keys."""
    rows = Customer.objects.alive().visible_to(actor, permission).filter(pk__in=keys).order_by("pk")
    return list(rows.values_list("pk", "number", "name", "owner__full_name"))


def suspicions(actor: Actor) -> QuerySet[Suspicion]:
    """Pairs of customers that may be one, both in the scope of the actor's right to merge (CUS-003)."""
    rows = Suspicion.objects.visible_to(actor, MERGE_CUSTOMERS).standing()
    owners = {"first_owner": F("first__owner__full_name"), "second_owner": F("second__owner__full_name")}
    return rows.select_related("first", "second").annotate(**owners)


def level_frequencies() -> dict[int, int]:
    """Level -> follow-up frequency in days."""
    return dict(LevelFrequency.objects.values_list("level_id", "days"))


def frequencies_changed() -> tuple[str, datetime] | None:
    """Who set a follow-up frequency last, and when; None while there is none."""
    return LevelFrequency.objects.order_by("-updated_at").values_list("updated_by_name", "updated_at").first()


def customer_list(actor: Actor) -> QuerySet[Customer]:
    """The same with what a line of the list shows."""
    primary = Contact.objects.filter(customer=OuterRef("pk"), is_primary=True, deleted_at__isnull=True)
    rows: CustomerQuerySet = with_linked_names(customers(actor), "parties.customer")
    names: dict[str, Any] = {**NAMES, "primary_name": Subquery(primary.values("name")[:1])}
    return rows.with_values().annotate_late(**names)


def contacts(actor: Actor) -> QuerySet[Contact]:
    """Contacts that exist for the actor."""
    rows = Contact.objects.alive().visible_to(actor, VIEW_CONTACTS).shown_to(actor)
    return with_linked_names(rows.select_related("customer", "relation", "decision_role"), "parties.contact")


def matching_contacts(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Contacts by name, pinyin, position, customer, or a completely typed number or e-mail address (CUS-020).

    Their own columns and the customer's are looked up apart: no index answers a condition over both tables.
    """
    text = text.replace("\x00", "")
    plain = normalise(text)
    named = Q(name__icontains=plain) | Q(position__icontains=plain)
    condition = Q(search_tokens__contains=query_tokens(text)) & named
    if sounds := pinyin_tokens(text):
        condition |= Q(search_tokens__contains=sounds)
    if keys := full_keys(text):
        condition |= Q(contact_keys__overlap=keys)
    found = Contact.objects.filter(condition).order_by().values("pk")
    through = Customer.objects.filter(search_tokens__contains=query_tokens(text), name__icontains=plain)
    of_customers = Contact.objects.filter(customer__in=through.order_by()).order_by().values("pk")
    return rows.filter(pk__in=found.union(of_customers, all=True))
