"""What every operation on delivery addresses does: one default, one history with the customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.refs import SourceRef
from danshu.parties.events import CustomerChanged
from danshu.parties.models import Customer, DeliveryAddress
from danshu.parties.recording import Changes, save


def living_addresses(customer: Customer, *, besides: int = 0) -> list[DeliveryAddress]:
    """Addresses that can be chosen, the default first."""
    rows = DeliveryAddress.objects.filter(customer=customer, is_valid=True, deleted_at__isnull=True)
    return list(rows.exclude(pk=besides).order_by("-is_default", "pk"))


def clear_default(others: Iterable[DeliveryAddress], *, actor: Actor, at: datetime) -> None:
    """Take the flag from whoever has it."""
    for other in others:
        if other.is_default:
            other.is_default = False
            save(other, ("is_default",), actor=actor, at=at)


def note(customer: Customer, address: DeliveryAddress, changes: Changes, *, actor: Actor, at: datetime) -> None:
    """Raise the customer's version and write the change into its history."""
    save(customer, (), actor=actor, at=at)
    label = f"{address.city}{address.district} {address.recipient}".strip()
    words = {f"address_{name}": pair for name, pair in changes.items()}
    current_context().changed(
        "parties.customer", customer.pk, label=str(customer), changes={"address": ("", label)} | words
    )
    subject = SourceRef("parties.customer", customer.pk)
    publish(CustomerChanged(aggregate=subject, version=customer.version, fields=("addresses",)))
