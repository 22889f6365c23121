"""Lift the lock of a customer before its day."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.pool.lifecycle import LockStatus
from danshu.pool.loading import end_lock, locked_lock
from danshu.pool.models import Lock
from danshu.pool.permissions import DECIDE_LOCKS
from danshu.pool.rules import require_text
from danshu.pool.telling import tell_lock


@operation("pool.unlock_customer", permission=DECIDE_LOCKS, label=("提前解锁", "Unlock early"))
def unlock_customer(
    *,
    lock_id: int,
    reason: str,
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Lock:
    """The manager lifts a lock; the rules of the pool count again at once, the owner is told why (CUS-018).

    Raises NotFound, EditConflict, StaleState, IllegalTransition for what is not locked, FieldErrors without a reason.
    """
    reason = require_text(reason)
    customer, found = locked_lock(
        lock_id, actor=actor, permission=DECIDE_LOCKS, version=version, seen_status=seen_status
    )
    end_lock(found, LockStatus.UNLOCKED, reason=reason, actor=actor, at=at)
    text = _("%(label)s 又会按规则回到公海，也能被变更负责人") % {"label": customer}
    current_context().effect("unlock", text, "warn")
    tell_lock(found, customer, actor=actor, at=at)
    return found
