"""Take a customer out of the recycle bin."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.operation import operation
from danshu.parties.errors import NotInBin
from danshu.parties.models import Customer
from danshu.parties.permissions import DELETE_CUSTOMERS
from danshu.parties.recycling import REASON, clashes
from danshu.recycling.operations.restore_entry import restore_entry
from danshu.recycling.queries import entry_of


@operation("parties.restore_customer", permission=DELETE_CUSTOMERS, label=("恢复客户", "Restore customer"))
def restore_customer(*, customer_id: int, duplicate_reason: str = "", actor: Actor, at: datetime) -> Customer:
    """Restore a deleted customer as it was, with contacts and addresses (CUS-005).

    Raises NotFound, NotInBin, Clashes when a customer of the same name or licence number was created meanwhile and no
    reason is given, Blocked when the actor may not allow duplicates.
    """
    entry = entry_of(actor, "parties.customer", customer_id)
    if entry is None:
        living = Customer.objects.visible_to(actor, DELETE_CUSTOMERS).filter(pk=customer_id).first()
        raise NotInBin(label=str(living)) if living is not None else NotFound
    settled = {REASON: duplicate_reason} if duplicate_reason and clashes(entry) else {}
    restore_entry.within(entry_id=entry.pk, settled=settled, reason=duplicate_reason, actor=actor, at=at)
    return Customer.objects.get(pk=customer_id)
