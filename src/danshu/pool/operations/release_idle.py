"""Take idle customers into the pool."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import DomainError
from danshu.kit.locks import lock_slot
from danshu.kit.operation import one_of_several, operation
from danshu.parties.opening import any_customer
from danshu.parties.queries import owned_customers
from danshu.pool.forecast import forecast
from danshu.pool.lifecycle import Cause
from danshu.pool.releasing import give_up
from danshu.pool.telling import tell_released

MOST = 200


@operation("pool.release_idle", permission=SYSTEM, label=("回收久未跟进的客户", "Release idle customers"))
def release_idle(*, after: int = 0, actor: Actor, at: datetime) -> tuple[int, int]:
    """Release the customers whose day has come and whose owners were warned three days ago (CUS-016).

    Judged again under each customer's lock: a contact or an order of the last second keeps him. Works through at most
    200 customers with keys above `after`; returns (how many were released, the last key looked at or 0 at the end).
    """
    lock_slot("pool.night")
    today = business_date(at)
    keys = list(_due(today).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:MOST])
    taken: dict[int, list[Any]] = defaultdict(list)
    for key in keys:
        released = _release(key, today, actor, at)
        if released is not None:
            owner_id, customer = released
            taken[owner_id].append(customer)
    for owner_id, customers in taken.items():
        tell_released(owner_id, customers, at=at)
    return sum(map(len, taken.values())), keys[-1] if len(keys) == MOST else 0


def _due(today: date) -> Any:
    return forecast(owned_customers(), warns_on=today).filter(release_on__lte=today, warned_on__isnull=False)


def _release(key: int, today: date, actor: Actor, at: datetime) -> tuple[int, Any] | None:
    try:
        with one_of_several():
            customer = any_customer(key)
            found = _due(today).filter(pk=key).first()
            if found is None or customer.owner_id is None:
                return None
            owner_id = customer.owner_id
            give_up(customer, Cause(found.cause), actor=actor, at=at)
    except DomainError:
        return None
    return owner_id, customer
