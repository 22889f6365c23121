"""Refuse the lock of a customer."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.pool.errors import OwnApplication
from danshu.pool.lifecycle import LockStatus
from danshu.pool.loading import decide_lock, locked_lock
from danshu.pool.models import Lock
from danshu.pool.permissions import DECIDE_LOCKS
from danshu.pool.rules import require_text
from danshu.pool.telling import tell_lock


@operation("pool.refuse_lock", permission=DECIDE_LOCKS, label=("拒绝锁定", "Refuse a lock"))
def refuse_lock(
    *,
    lock_id: int,
    reason: str,
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Lock:
    """The customer is not locked (a running lock goes on); the applicant sees why (CUS-018).

    Raises NotFound, EditConflict, StaleState, IllegalTransition, OwnApplication, FieldErrors without a reason.
    """
    reason = require_text(reason)
    customer, found = locked_lock(
        lock_id, actor=actor, permission=DECIDE_LOCKS, version=version, seen_status=seen_status
    )
    if actor.user_id is not None and actor.user_id in (found.applied_by_id, found.owner_id):
        raise OwnApplication
    decide_lock(found, LockStatus.REFUSED, reason=reason, actor=actor, at=at)
    tell_lock(found, customer, actor=actor, at=at)
    return found
