"""Apply for the lock of a customer."""

from __future__ import annotations

from datetime import date, datetime

from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.parties.opening import owned_customer
from danshu.pool.errors import LockRunning, NoOwner
from danshu.pool.lifecycle import LockStatus
from danshu.pool.loading import open_lock_of
from danshu.pool.models import Lock
from danshu.pool.permissions import LOCK
from danshu.pool.rules import require_lock_days, require_lock_left, require_text
from danshu.pool.telling import tell_lock_applied


@operation("pool.apply_lock", permission=LOCK, label=("申请锁定客户", "Apply for a lock"))
def apply_lock(*, customer_id: int, reason: str, from_date: date, to_date: date, actor: Actor, at: datetime) -> Lock:
    """Ask the manager to keep a customer from the pool and from others; for a locked one, to keep it longer (CUS-018).

    The lock holds only once it is approved; an extension needs a review of its own and leaves the running lock as it is
    until then. Raises NotFound, InvalidRecord, NoOwner, LockRunning while an application waits, TooManyLocks with the
    numbers, FieldErrors for reason and days (`lock_max_days` in all).
    """
    reason = require_text(reason)
    customer = owned_customer(customer_id, actor=actor, permission=LOCK)
    if customer.owner_id is None:
        raise NoOwner(label=str(customer))
    if open_lock_of(customer_id, LockStatus.APPLIED) is not None:
        raise LockRunning(label=str(customer))
    running = open_lock_of(customer_id, LockStatus.LOCKED)
    if running is not None and running.to_date < business_date(at):
        running = None
    require_lock_days(from_date, to_date, today=business_date(at), running=running)
    owner_name = full_name_of(customer.owner_id)
    require_lock_left(customer.owner_id, owner_name, besides=running)
    made = Lock.objects.create(
        customer_id=customer_id, owner_id=customer.owner_id, owner_name=owner_name, unit_id=customer.unit_id,
        reason=reason, from_date=from_date, to_date=to_date, extends=running, applied_by_id=actor.user_id,
        applied_by_name=actor.name, applied_at=at, created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
    context, changes = current_context(), {"status": ("", made.status), "to_date": ("", to_date)}
    context.changed("pool.lock", made.pk, label=str(customer), changes=changes, reason=reason)
    context.changed("parties.customer", customer_id, label=str(customer), changes={"lock": ("", made.status)},
                    reason=reason)  # fmt: skip
    tell_lock_applied(made, customer, at=at)
    return made
