"""Close locks that ran out, and announce those that will."""

from __future__ import annotations

from datetime import datetime, timedelta

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.locks import lock_skipping
from danshu.kit.operation import operation
from danshu.pool.forecast import WARNING_DAYS
from danshu.pool.lifecycle import LockStatus
from danshu.pool.loading import end_lock
from danshu.pool.models import Lock
from danshu.pool.telling import tell_lock

MOST = 500


@operation("pool.end_locks", permission=SYSTEM, label=("结束到期的锁定", "End locks"))
def end_locks(*, actor: Actor, at: datetime) -> int:
    """Locks end after their last day; three days before it owner and applicant are told once (CUS-018).

    Returns how many ended. A lock holds by its days alone: what this job has not closed yet keeps nobody.
    """
    today = business_date(at)
    locked = Lock.objects.filter(status=LockStatus.LOCKED).select_related("customer").order_by("pk")
    over = list(lock_skipping(locked.filter(to_date__lt=today))[:MOST])
    for found in over:
        end_lock(found, LockStatus.ENDED, reason="", actor=actor, at=at)
        tell_lock(found, found.customer, actor=actor, at=at)
    soon = locked.filter(announced_at=None, to_date__lte=today + timedelta(days=WARNING_DAYS), to_date__gte=today)
    announced = list(lock_skipping(soon)[:MOST])
    for found in announced:
        tell_lock(found, found.customer, actor=actor, at=at, announced=True)
    Lock.objects.filter(pk__in=[found.pk for found in announced]).update(announced_at=at)
    return len(over)
