"""Put a customer into the recycle bin."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.parties import usage
from danshu.parties.errors import CustomerInUse
from danshu.parties.events import CustomerDeleted
from danshu.parties.loading import living_contacts, locked_customer
from danshu.parties.models import Customer
from danshu.parties.permissions import DELETE_CUSTOMERS
from danshu.parties.reviewing import deletion_waits
from danshu.recycling.binning import Filing, put_into_bin, tell_effects
from danshu.recycling.records import Entry


@operation("parties.delete_customer", permission=DELETE_CUSTOMERS, label=("删除客户", "Delete customer"))
def delete_customer(
    *,
    customer_id: int,
    reason: str,
    version: int | None = None,
    is_reviewed: bool = False,
    actor: Actor,
    at: datetime,
) -> Entry | None:
    """Move a customer without history to the recycle bin, with contacts and addresses, restorable for
    `recycle_bin_days` (CUS-005); None when the deletion waits for a review first (CUS-006).

    is_reviewed: True only where a review stands behind it. Raises NotFound, EditConflict, StillHeld, CustomerInUse naming what exists (orders, contracts, receipts ...).
    """
    customer = locked_customer(
        customer_id, actor=actor, permission=DELETE_CUSTOMERS, version=version, even_invalid=True
    )
    places = usage.usages([customer.pk]).get(customer.pk)
    if places:
        raise CustomerInUse(label=str(customer), places=usage.listed(places))
    if not is_reviewed and deletion_waits(customer, reason=reason, actor=actor, at=at):
        return None
    filed = filing(customer, reason)
    entry = put_into_bin("parties.customer", filed, actor=actor, at=at)
    _tell(filed, customer, reason)
    publish(CustomerDeleted(aggregate=SourceRef("parties.customer", customer.pk), version=customer.version))
    return entry


def filing(customer: Customer, reason: str) -> Filing:
    """What the bin says of a customer."""
    facts = {
        "label": str(customer), "contacts": len(living_contacts(customer)),
        "addresses": customer.addresses.filter(is_valid=True).count(),
    }  # fmt: skip
    return Filing(
        pk=customer.pk, label=customer.number, title=customer.name, unit_id=customer.unit_id,
        owner_id=customer.owner_id, reason=reason, facts=facts,
    )  # fmt: skip


def _tell(filed: Filing, customer: Customer, reason: str) -> None:
    context = current_context()
    tell_effects("parties.customer", filed.facts)
    context.changed(
        "parties.customer", customer.pk, label=str(customer), changes={"is_deleted": (False, True)}, reason=reason
    )
