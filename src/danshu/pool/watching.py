"""A lock keeps its customer: whoever writes the owner asks here first (CUS-018)."""

from __future__ import annotations

from danshu.kit.clock import business_date
from danshu.parties.leaving import Leaving, Way, watches
from danshu.pool.errors import CustomerLocked
from danshu.pool.models import Lock
from danshu.pool.permissions import DECIDE_LOCKS


@watches("pool.lock")
def keep_locked(leaving: Leaving) -> None:
    """Only the manager moves a locked customer, and the lock ends with it; the night never does.

    A leaver's customers go to his successor all the same (ACC-005). Raises CustomerLocked.
    """
    customer = leaving.customer
    held = Lock.objects.filter(customer_id=customer.pk).in_force(business_date(leaving.at)).first()
    if held is None or leaving.way is Way.HANDED_OVER:
        return
    scope = leaving.actor.scope(DECIDE_LOCKS)
    if leaving.way is not Way.IDLE and scope.covers(unit_id=customer.unit_id, owner_id=customer.owner_id):
        return
    raise CustomerLocked(label=str(customer), owner=held.owner_name, to=held.to_date.isoformat())
