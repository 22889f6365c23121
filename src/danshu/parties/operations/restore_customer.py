"""Take a customer out of the recycle bin."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.parties.errors import NotInBin
from danshu.parties.events import CustomerRestored
from danshu.parties.loading import living_contacts
from danshu.parties.models import Customer
from danshu.parties.permissions import DELETE_CUSTOMERS
from danshu.parties.recording import save
from danshu.parties.rules import duplicate_findings, settle_duplicates


@operation("parties.restore_customer", permission=DELETE_CUSTOMERS, label=("恢复客户", "Restore customer"))
def restore_customer(*, customer_id: int, duplicate_reason: str = "", actor: Actor, at: datetime) -> Customer:
    """Restore a deleted customer as it was, with contacts and addresses (CUS-005).

    Raises NotFound, NotInBin, Blocked when a customer of the same name or licence number was created meanwhile and
    the actor does not hold "allow duplicate" or gives no reason.
    """
    customer = lock(Customer.objects.visible_to(actor, DELETE_CUSTOMERS).filter(pk=customer_id)).first()
    if customer is None:
        raise NotFound
    if customer.deleted_at is None:
        raise NotInBin(label=str(customer))
    if customer.is_valid:
        findings = duplicate_findings(customer, living_contacts(customer), actor=actor)
        customer.duplicate_reason = settle_duplicates(findings, actor=actor, reason=duplicate_reason)
    customer.deleted_at, customer.deleted_by_name, customer.delete_reason = None, "", ""
    save(customer, ("deleted_at", "deleted_by_name", "delete_reason", "duplicate_reason"), actor=actor, at=at)
    current_context().changed(
        "parties.customer", customer.pk, label=str(customer), changes={"is_deleted": (True, False)},
        reason=duplicate_reason,
    )  # fmt: skip
    publish(CustomerRestored(aggregate=SourceRef("parties.customer", customer.pk), version=customer.version))
    return customer
