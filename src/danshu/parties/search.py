"""Customers and contacts in the palette and the quick search (COM-001)."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.querysets import exact_first
from danshu.parties.permissions import VIEW_CONTACTS, VIEW_CUSTOMERS
from danshu.parties.queries import contacts, customers, matching, matching_contacts
from danshu.ui.ports import Hit, search_provider


def find_customer_hits(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Valid customers of the actor."""
    rows = matching(customers(actor).filter(is_valid=True), text).order_by("sort_key", "pk")
    return [
        Hit(title=row.name, url=reverse("parties:customer", args=[row.pk]), note=row.number, icon="users")
        for row in exact_first(rows, text, "number", "name", limit=limit)
    ]


def find_contact_hits(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Valid contacts of the actor, leading to their customer."""
    rows = matching_contacts(contacts(actor).filter(is_valid=True), text).order_by("sort_key", "pk")
    return [
        Hit(
            title=row.name, url=reverse("parties:contact", args=[row.pk]),
            note=f"{row.customer.name} {row.shown_mobile or row.shown_phone}".strip(), icon="address-book",
        )
        for row in exact_first(rows, text, "name", limit=limit)
    ]  # fmt: skip


search_provider(pgettext_lazy("列表", "客户"), permission=VIEW_CUSTOMERS, find=find_customer_hits, order=20)
search_provider(pgettext_lazy("列表", "联系人"), permission=VIEW_CONTACTS, find=find_contact_hits, order=30)
