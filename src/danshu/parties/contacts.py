"""What every operation on contacts does: one primary contact, the customer found by its contacts, one history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.refs import SourceRef
from danshu.parties.events import CustomerChanged
from danshu.parties.indexing import index_customer
from danshu.parties.models import Contact, Customer
from danshu.parties.recording import Changes, save


def settle_primary(others: Iterable[Contact], *, actor: Actor, at: datetime, successor: bool = False) -> Contact | None:
    """Take the flag from whoever has it; with `successor` give it to the first of the others instead."""
    if not successor:
        for other in others:
            if other.is_primary:
                other.is_primary = False
                save(other, ("is_primary",), actor=actor, at=at)
        return None
    heir = next(iter(others), None)
    if heir is not None:
        heir.is_primary = True
        save(heir, ("is_primary",), actor=actor, at=at)
    return heir


def note(
    customer: Customer, contact: Contact, changes: Changes, *, actor: Actor, at: datetime, reason: str = ""
) -> None:
    """Index the customer anew and write the change into the history of both."""
    save(customer, index_customer(customer), actor=actor, at=at)
    context = current_context()
    label = f"{contact.name}（{customer.name}）"
    context.changed("parties.contact", contact.pk, label=label, changes=changes, reason=reason)
    context.changed(
        "parties.customer", customer.pk, label=str(customer), changes={"contact": ("", contact.name)}, reason=reason
    )
    subject = SourceRef("parties.customer", customer.pk)
    publish(CustomerChanged(aggregate=subject, version=customer.version, fields=("contacts",)))
