"""Give several customers up to the pool."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.parties.batches import Result, each
from danshu.parties.opening import owned_customer
from danshu.pool.operations.release_customer import release_customer
from danshu.pool.permissions import RELEASE


@operation("pool.release_customers", permission=RELEASE, label=("批量释放客户", "Release customers"))
def release_customers(
    *, customer_ids: Sequence[int], reason_id: int, text: str = "", actor: Actor, at: datetime
) -> list[Result]:
    """Release each of at most 500 customers that may be; returns {id, label, done, code, reason} for each (CUS-016)."""

    def release(key: int) -> Any:
        customer = owned_customer(key, actor=actor, permission=RELEASE)
        release_customer.within(customer_id=key, reason_id=reason_id, text=text, actor=actor, at=at)
        return customer

    return each(customer_ids, release)
