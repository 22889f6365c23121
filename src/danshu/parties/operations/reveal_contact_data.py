"""Show the full contact data of one customer; the look is logged, the data is not."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.operation import operation
from danshu.parties.models import Customer
from danshu.parties.permissions import REVEAL_CONTACT_DATA


@operation(
    "parties.reveal_contact_data", permission=REVEAL_CONTACT_DATA, label=("显示联系方式", "Reveal contact details")
)
def reveal_contact_data(*, customer_id: int, reason: str, actor: Actor, at: datetime) -> int:
    """Note that the actor looked at the contact data of a customer and why; returns the customer's key (PRV-1).

    The page then reads the data with queries.revealed_contact_data in the same request: nothing of it is stored with
    the operation. Raises NotFound out of the scope of this right.
    """
    rows = Customer.objects.alive().visible_to(actor, REVEAL_CONTACT_DATA).filter(pk=customer_id)
    customer = rows.only("number", "name").first()
    if customer is None:
        raise NotFound
    current_context().changed("parties.customer", customer.pk, label=str(customer), reason=reason)
    return customer.pk
