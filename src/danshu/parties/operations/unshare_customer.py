"""Withdraw a share."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.operation import operation
from danshu.parties.loading import locked_customer
from danshu.parties.models import Customer, Share
from danshu.parties.operations.share_customer import in_words
from danshu.parties.permissions import SHARE_CUSTOMERS


@operation("parties.unshare_customer", permission=SHARE_CUSTOMERS, label=("撤回共享", "Withdraw a share"))
def unshare_customer(*, customer_id: int, share_id: int, actor: Actor, at: datetime) -> Customer:
    """Take back what was shared; from the next look on it is closed (CUS-015). Raises NotFound."""
    customer = locked_customer(customer_id, actor=actor, permission=SHARE_CUSTOMERS, even_invalid=True)
    share = Share.objects.filter(customer=customer, pk=share_id).select_related("user", "unit", "team").first()
    if share is None:
        raise NotFound
    words = f"{share.whom} {in_words(share, at)}"
    share.delete()
    current_context().changed(
        "parties.customer", customer.pk, label=str(customer), changes={"shared_with": (words, "")}
    )
    return customer
