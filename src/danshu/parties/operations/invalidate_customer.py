"""Withdraw a customer from new documents."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.parties.events import CustomerInvalidated
from danshu.parties.loading import locked_customer
from danshu.parties.models import Customer
from danshu.parties.permissions import INVALIDATE_CUSTOMERS
from danshu.parties.recording import save


@operation("parties.invalidate_customer", permission=INVALIDATE_CUSTOMERS, label=("使客户失效", "Invalidate customer"))
def invalidate_customer(*, customer_id: int, reason: str, actor: Actor, at: datetime) -> Customer:
    """Invalidate one customer for good: it can only be viewed from now on, documents that name it stay (COM-005).

    Raises NotFound, InvalidRecord when it is invalid already.
    """
    customer = locked_customer(customer_id, actor=actor, permission=INVALIDATE_CUSTOMERS)
    customer.is_valid = False
    save(customer, ("is_valid",), actor=actor, at=at)
    context = current_context()
    context.effect("customer_invalid", _("客户 %(label)s 不再能用于新单据，已有单据不受影响") % {"label": customer})
    context.changed(
        "parties.customer", customer.pk, label=str(customer), changes={"is_valid": (True, False)}, reason=reason
    )
    publish(CustomerInvalidated(aggregate=SourceRef("parties.customer", customer.pk), version=customer.version))
    return customer
