"""Approve the lock of a customer."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.errors import IllegalTransition
from danshu.kit.operation import operation
from danshu.pool.errors import LockOver, OwnApplication
from danshu.pool.lifecycle import LockStatus
from danshu.pool.loading import decide_lock, end_lock, locked_lock, open_lock_of
from danshu.pool.models import Lock
from danshu.pool.permissions import DECIDE_LOCKS
from danshu.pool.rules import require_text
from danshu.pool.telling import tell_lock


@operation("pool.approve_lock", permission=DECIDE_LOCKS, label=("通过锁定", "Approve a lock"))
def approve_lock(
    *,
    lock_id: int,
    reason: str = "",
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Lock:
    """The customer is locked from the first to the last day; an extension takes the place of what it extends (CUS-018).

    Raises NotFound, EditConflict, StaleState, IllegalTransition, OwnApplication (also for one's own customer), LockOver.
    """
    reason, today = require_text(reason, required=False), business_date(at)
    customer, found = locked_lock(
        lock_id, actor=actor, permission=DECIDE_LOCKS, version=version, seen_status=seen_status
    )
    if found.status != LockStatus.APPLIED:
        raise IllegalTransition(label=str(found), state=found.get_status_display(), target=LockStatus.LOCKED.label)
    if actor.user_id is not None and actor.user_id in (found.applied_by_id, found.owner_id):
        raise OwnApplication
    if found.to_date < today:
        raise LockOver(to=found.to_date.isoformat())
    running = open_lock_of(found.customer_id, LockStatus.LOCKED)
    if running is not None:
        end_lock(running, LockStatus.ENDED, reason=_("由延长的锁定接替"), actor=actor, at=at)
        if running.to_date >= today:  # no day between the two
            found.from_date = min(found.from_date, max(today, running.from_date))
    decide_lock(found, LockStatus.LOCKED, reason=reason, actor=actor, at=at)
    facts = {"label": customer, "to": found.to_date.isoformat()}
    current_context().effect("lock", _("%(label)s 到 %(to)s 为止不会回到公海，也不能被挑走") % facts, "ok")
    tell_lock(found, customer, actor=actor, at=at)
    return found
