"""Who reads the contact data of an order (PRV-1, INV-Z1): the one rule for orders and for what is made of them.

Telephone and e-mail of the contact are the customer's: whoever reads them on the customer's page reads them here, for
the same customers and nowhere else. The telephone of the recipient is read besides by those who deliver (the right
"see recipients' telephones", within its scope). Everybody else sees 138****5678, writes to the customer all the same,
and finds an order by a number only by typing all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Expression, Q, QuerySet

from danshu.access.delivered import ROLES
from danshu.kit.actor import Actor
from danshu.kit.masking import either, email_masked, mask_email, mask_number, number_masked, readable, seen_flag
from danshu.kit.querysets import scope_filter
from danshu.parties.masking import sight_filter
from danshu.sales.permissions import SEE_RECIPIENT

CONTACT, RECIPIENT = "contact", "recipient"
NOTHING = Q(pk__in=())
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


@dataclass(frozen=True, slots=True)
class Sight:
    """The orders whose contact data somebody reads in full: as the contact's, of paying or invoice customer, recipient's."""

    contact: Q
    paying: Q
    invoice: Q
    recipient: Q

    def flags(self) -> dict[str, Expression]:
        """What is read in full, as conditions may name it."""
        return {"sees_contact_data": seen_flag(self.contact), "sees_recipient": seen_flag(self.recipient)}

    def listed(self) -> dict[str, Expression]:
        """The contact data that lists of orders can show."""
        return {"shown_contact_phone": readable("contact_phone", self.contact, number_masked("contact_phone"))}

    def shown(self) -> dict[str, Expression]:
        """All contact data as they are read, one shown_<column> for each."""
        seen = {
            "contact_email": self.contact, "recipient_phone": self.recipient,
            "paying_phone": self.paying, "paying_email": self.paying,
            "invoice_phone": self.invoice, "invoice_email": self.invoice,
        }  # fmt: skip
        return self.listed() | {f"shown_{name}": readable(name, rows, _shortened(name)) for name, rows in seen.items()}


def sight_of(actor: Actor) -> Sight:
    """The rule for any number of orders, as conditions for the database."""
    signing = sight_filter(actor, "customer__")
    return Sight(
        signing, _of_role(actor, "paying", signing), _of_role(actor, "invoice", signing), recipient_filter(actor)
    )


def listed_sight(actor: Actor) -> Sight:
    """The part of the rule that lists need; what they never show is nobody's to read."""
    return Sight(sight_filter(actor, "customer__"), NOTHING, NOTHING, recipient_filter(actor))


def _of_role(actor: Actor, role: str, signing: Q) -> Q:
    """Telephone and e-mail of the paying or the invoice customer: the customer's where no other is named (ORD-010)."""
    named = sight_filter(actor, f"{role}_customer__")
    unnamed = Q(**{f"{role}_customer__isnull": True})
    return Q() if Q() in (signing, named) else (unnamed & signing) | (~unnamed & named)


def settled_sight(rows: QuerySet[Any], actor: Actor) -> Sight:
    """The same answered for the first of rows: for one order it costs a small statement, where a dozen conditions in the
    statement that reads it take longer to plan than everything else of its page. Nothing is read when there is no row.
    """
    paths = {"signing": "customer", "paying": "paying_customer", "invoice": "invoice_customer"}
    asked = {f"_{name}": seen_flag(sight_filter(actor, f"{path}__")) for name, path in paths.items()}
    asked["_delivering"] = seen_flag(scope_filter(actor.scope(SEE_RECIPIENT)))
    found = rows.annotate(**asked).values_list("paying_customer_id", "invoice_customer_id", *asked).first()
    if found is None:
        return Sight(NOTHING, NOTHING, NOTHING, NOTHING)
    payer, invoiced, signing, paying, invoice, delivering = found
    reads = (
        signing,
        signing if payer is None else paying,
        signing if invoiced is None else invoice,
        signing or delivering,
    )
    return Sight(*(Q() if seen else NOTHING for seen in reads))


def _shortened(name: str) -> Expression:
    return email_masked(name) if name.endswith("email") else number_masked(name)


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
