"""Who reads the contact data of an order (PRV-1, INV-Z1): the one rule for orders and for what is made of them.

Telephone and e-mail of the contact are the customer's: whoever reads them on the customer's page reads them here, for
the same customers and nowhere else. The telephone of the recipient is read besides by those who deliver (the right
"see recipients' telephones", within its scope). Everybody else sees 138****5678, writes to the customer all the same,
and finds an order by a number only by typing all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Expression, Q

from danshu.access.delivered import ROLES
from danshu.kit.actor import Actor
from danshu.kit.masking import either, email_masked, mask_email, mask_number, number_masked, readable, seen_flag
from danshu.kit.querysets import scope_filter
from danshu.parties.masking import sight_filter
from danshu.sales.permissions import SEE_RECIPIENT

CONTACT, RECIPIENT = "contact", "recipient"
SHOP_REVIEWER, OTHER_REVIEWERS = "CSV", {"ODK", "ORA", "SMG"}  # delivered roles with the right to review
# column -> how it is shortened when its value is at hand
PRIVATE = {
    "contact_phone": mask_number, "contact_email": mask_email, "recipient_phone": mask_number,
    "paying_phone": mask_number, "paying_email": mask_email, "invoice_phone": mask_number, "invoice_email": mask_email,
}  # fmt: skip


def reviews_shop_orders_only(actor: Actor) -> bool:
    """True for customer service without another role that reviews: it decides what the shop brought (ORD-019)."""
    others = set(actor.roles) - (set(ROLES) - OTHER_REVIEWERS)
    return SHOP_REVIEWER in actor.roles and not others


def recipient_filter(actor: Actor, *, order: str = "") -> Q:
    """The rows whose recipient's telephone the actor reads; order: the path to the order ("order__")."""
    delivering = scope_filter(actor.scope(SEE_RECIPIENT))
    return either(sight_filter(actor, f"{order}customer__"), delivering)


def shown_recipient(actor: Actor, *, order: str = "") -> dict[str, Expression]:
    """The recipient's telephone as the actor reads it, for rows with a recipient_phone of their own."""
    seen = recipient_filter(actor, order=order)
    phone = readable("recipient_phone", seen, number_masked("recipient_phone"))
    return {"shown_recipient_phone": phone, "sees_recipient": seen_flag(seen)}


def seen_flags(actor: Actor) -> dict[str, Expression]:
    """What the actor reads in full of an order's contact data, as conditions may name it."""
    return {
        "sees_contact_data": seen_flag(sight_filter(actor, "customer__")),
        "sees_recipient": seen_flag(recipient_filter(actor)),
    }


def listed_columns(actor: Actor) -> dict[str, Expression]:
    """The contact data that lists of orders can show."""
    seen = sight_filter(actor, "customer__")
    return {"shown_contact_phone": readable("contact_phone", seen, number_masked("contact_phone"))}


def shown_columns(actor: Actor) -> dict[str, Expression]:
    """The contact data of orders as the actor reads them, one shown_<column> for each."""
    seen, delivering = sight_filter(actor, "customer__"), recipient_filter(actor)
    return {
        **listed_columns(actor),
        "shown_contact_email": readable("contact_email", seen, email_masked("contact_email")),
        "shown_recipient_phone": readable("recipient_phone", delivering, number_masked("recipient_phone")),
        **_shown_role(actor, "paying"),
        **_shown_role(actor, "invoice"),
    }


def _shown_role(actor: Actor, role: str) -> dict[str, Expression]:
    """Telephone and e-mail of the paying or the invoice customer: his own where another one is named (ORD-010)."""
    signing, named = sight_filter(actor, "customer__"), sight_filter(actor, f"{role}_customer__")
    unnamed = Q(**{f"{role}_customer__isnull": True})
    seen = Q() if Q() in (signing, named) else (unnamed & signing) | (~unnamed & named)
    return {
        f"shown_{role}_phone": readable(f"{role}_phone", seen, number_masked(f"{role}_phone")),
        f"shown_{role}_email": readable(f"{role}_email", seen, email_masked(f"{role}_email")),
    }


def of_order(columns: Iterable[str]) -> list[str]:
    """The same columns of the order that a row points at."""
    return [f"order__{name}" for name in columns]


def in_words(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """Changes as the history may keep them: it is read by more people than the order's contact data."""
    return {
        name: (PRIVATE[name](old or ""), PRIVATE[name](new or "")) if name in PRIVATE else (old, new)
        for name, (old, new) in changes.items()
    }


def unshortened(typed: str, stored: str, name: str) -> str:
    """What somebody typed; the stored value when he left its shortened form as it was."""
    return stored if stored and typed == PRIVATE[name](stored) else typed


def kinds_seen(record: Any) -> frozenset[str]:
    """Which contact data on the papers of a record (read with shown_to) its reader sees in full."""
    flags = {CONTACT: "sees_contact_data", RECIPIENT: "sees_recipient"}
    return frozenset(kind for kind, flag in flags.items() if getattr(record, flag, False))
