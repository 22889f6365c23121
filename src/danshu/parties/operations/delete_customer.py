"""Put a customer into the recycle bin."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.parameters.queries import value
from danshu.parties import usage
from danshu.parties.errors import CustomerInUse
from danshu.parties.events import CustomerDeleted
from danshu.parties.loading import living_contacts, locked_customer
from danshu.parties.models import Customer
from danshu.parties.permissions import DELETE_CUSTOMERS
from danshu.parties.recording import save


@operation("parties.delete_customer", permission=DELETE_CUSTOMERS, label=("删除客户", "Delete customer"))
def delete_customer(
    *, customer_id: int, reason: str, version: int | None = None, actor: Actor, at: datetime
) -> Customer:
    """Move a customer without history to the recycle bin, with contacts and addresses, restorable for
    `recycle_bin_days` (CUS-005).

    Raises NotFound, EditConflict, CustomerInUse naming what exists (orders, contracts, receipts ...).
    """
    customer = locked_customer(
        customer_id, actor=actor, permission=DELETE_CUSTOMERS, version=version, even_invalid=True
    )
    places = usage.usages([customer.pk]).get(customer.pk)
    if places:
        raise CustomerInUse(label=str(customer), places=usage.listed(places))
    customer.deleted_at, customer.deleted_by_name, customer.delete_reason = at, actor.name, reason[:500]
    save(customer, ("deleted_at", "deleted_by_name", "delete_reason"), actor=actor, at=at)
    _tell(customer, reason)
    publish(CustomerDeleted(aggregate=SourceRef("parties.customer", customer.pk), version=customer.version))
    return customer


def _tell(customer: Customer, reason: str) -> None:
    context = current_context()
    counts = {"contacts": len(living_contacts(customer)), "addresses": customer.addresses.filter(is_valid=True).count()}
    context.effect("customer_bin", _("客户 %(label)s 进入回收站") % {"label": customer}, "warn")
    context.effect("customer_parts", _("连同 %(contacts)s 位联系人、%(addresses)s 个收货地址") % counts)
    context.effect("customer_restorable", _("%(days)s 天内可以恢复") % {"days": value("recycle_bin_days")}, "ok")
    context.changed(
        "parties.customer", customer.pk, label=str(customer), changes={"is_deleted": (False, True)}, reason=reason
    )
