"""Tell owners which of their customers will fall into the pool."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.parties.queries import owned_customers
from danshu.pool.forecast import WARNING_DAYS, forecast
from danshu.pool.models import Forewarning
from danshu.pool.telling import tell_warned

MOST = 2000


@operation("pool.warn_owners", permission=SYSTEM, label=("预告客户回到公海", "Warn of customers leaving"))
def warn_owners(*, actor: Actor, at: datetime) -> int:
    """Each owner gets one notice about all his customers that fall in three days; each customer is told once (CUS-016).

    A warning whose customer was contacted or moved meanwhile is taken back, so that the next cycle warns anew. Returns
    how many customers were told, at most 2,000 in one run.
    """
    lock_slot("pool.night")
    today = business_date(at)
    last = today + timedelta(days=WARNING_DAYS)
    _forget(today, last)
    due = forecast(owned_customers(), warns_on=today).filter(warned_on=None, falls_on__lte=last)
    rows = list(due.order_by("pk")[:MOST])
    made = [
        Forewarning(customer_id=row.pk, owner_id=row.owner_id, cause=row.cause, falls_on=row.release_on, warned_at=at)
        for row in rows
    ]
    Forewarning.objects.bulk_create(made)
    context = current_context()
    for row in rows:
        context.changed("parties.customer", row.pk, label=str(row), changes={"falls_on": ("", row.release_on)})
    _tell(rows, at)
    return len(rows)


def _forget(today: Any, last: Any) -> None:
    """Warnings that are not true any more: dealt with, or another owner's."""
    told = Forewarning.objects.values("customer_id")
    standing = forecast(owned_customers().filter(pk__in=told), warns_on=today).filter(
        falls_on__lte=last, warned_on__isnull=False
    )
    Forewarning.objects.exclude(customer_id__in=list(standing.values_list("pk", flat=True))).delete()


def _tell(rows: list[Any], at: datetime) -> None:
    of_owner: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        of_owner[row.owner_id].append(row)
    for owner_id, customers in of_owner.items():
        tell_warned(owner_id, customers, days=WARNING_DAYS, at=at)
