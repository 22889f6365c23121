"""Who owns which customers, and the open ones as the pool shows them (CUS-016, CUS-017)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from danshu.kit.actor import Actor
from danshu.kit.search import normalise
from danshu.parties.models import Customer
from danshu.parties.models.querysets import CustomerQuerySet
from danshu.parties.queries.listing import DERIVED

# what tells how to reach a customer, who he is in law, and what the house wrote about him
HIDDEN = (
    *CustomerQuerySet.private, *CustomerQuerySet.accounts, *DERIVED, "website", "registered_address", "licence_number",
    "legal_representative", "bank_name", "bank_account_name", "demand", "remark", "custom", "short_name",
)  # fmt: skip


def open_customers() -> CustomerQuerySet:
    """Valid customers without an owner, for everybody who may look into the pool; how to reach them is not read.

    opened_at: since when nobody is responsible.
    """
    rows = Customer.objects.usable().filter(owner__isnull=True).defer(*HIDDEN)
    return rows.with_values().annotate(opened_at=Coalesce("owned_at", "created_at"))


def owned_customers() -> CustomerQuerySet:
    """Valid customers that somebody is responsible for, whoever asks: for rules and jobs. owned_since: since when."""
    rows = Customer.objects.usable().filter(owner__isnull=False).defer(*HIDDEN)
    return rows.annotate(owned_since=Coalesce("owned_at", "created_at"))


def owned_in_scope(actor: Actor, permission: str) -> CustomerQuerySet:
    """The same in the data scope of a permission."""
    return owned_customers().visible_to(actor, permission)


def number_awaiting(keys: Sequence[int], what: str) -> int:
    """How many of these customers wait for a review of such a kind (CUS-006)."""
    return Customer.objects.alive().filter(pk__in=keys, awaits_review=what).count()


def owned_number(user_id: int) -> int:
    """How many valid customers a person is responsible for."""
    return Customer.objects.usable().filter(owner_id=user_id).count()


def named_like(rows: Any, text: str) -> Any:
    """Customers by name, number or pinyin: neither contacts nor numbers are looked at."""
    plain = normalise(text.replace("\x00", ""))
    return rows.filter(Q(name__icontains=plain) | Q(number__icontains=plain) | Q(sort_key__icontains=plain))


def usable_customers() -> CustomerQuerySet:
    """Valid customers whoever is responsible and whoever asks: for rules and jobs that look at all of them."""
    return Customer.objects.usable().defer(*HIDDEN)
