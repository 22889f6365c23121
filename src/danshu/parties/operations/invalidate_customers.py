"""Withdraw several customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.parties.batches import Result, each
from danshu.parties.operations.invalidate_customer import invalidate_customer
from danshu.parties.permissions import INVALIDATE_CUSTOMERS


@operation(
    "parties.invalidate_customers", permission=INVALIDATE_CUSTOMERS, label=("批量使客户失效", "Invalidate customers")
)
def invalidate_customers(*, customer_ids: Sequence[int], reason: str, actor: Actor, at: datetime) -> list[Result]:
    """Invalidate each of at most 500 customers that may be; returns {id, label, done, code, reason} for each."""
    return each(
        customer_ids,
        lambda key: invalidate_customer.within(customer_id=key, reason=reason, actor=actor, at=at),
    )
