"""Loads applications and locks for operations, locked after their customer (CC-2), and saves decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound, StaleState
from danshu.kit.locks import lock
from danshu.kit.versions import require_version, touch
from danshu.parties.opening import any_customer
from danshu.pool.lifecycle import LOCK_LIFECYCLE, PICK_LIFECYCLE, LockStatus, PickStatus
from danshu.pool.models import Lock, PickRequest


def locked_pick(
    request_id: int, *, actor: Actor, permission: str, version: int | None, seen_status: str | None
) -> tuple[Any, PickRequest]:
    """An application in the scope of a permission with its customer. Raises NotFound, EditConflict, StaleState."""
    rows = PickRequest.objects.visible_to(actor, permission).filter(pk=request_id)
    customer, found = _with_customer(rows)
    _require_seen(found, version, seen_status)
    return customer, found


def locked_lock(
    lock_id: int, *, actor: Actor, permission: str, version: int | None, seen_status: str | None = None
) -> tuple[Any, Lock]:
    """A lock in the scope of a permission with its customer. Raises NotFound, EditConflict, StaleState."""
    customer, found = _with_customer(Lock.objects.visible_to(actor, permission).filter(pk=lock_id))
    _require_seen(found, version, seen_status)
    return customer, found


def _with_customer(rows: Any) -> tuple[Any, Any]:
    customer_id = rows.values_list("customer_id", flat=True).first()
    if customer_id is None:
        raise NotFound
    customer = any_customer(customer_id, even_invalid=True)
    found = lock(rows).first()
    if found is None:
        raise NotFound
    return customer, found


def _require_seen(found: PickRequest | Lock, version: int | None, seen_status: str | None) -> None:
    if seen_status is not None and found.status != seen_status:
        raise StaleState(label=str(found), state=found.get_status_display())
    require_version(found, version)


def decide_pick(found: PickRequest, status: PickStatus, *, reason: str, actor: Actor, at: datetime) -> None:
    """Move a locked application to its end. Raises IllegalTransition for one that was decided already."""
    before = found.status
    PICK_LIFECYCLE.move(found, status)
    found.decided_by_id, found.decided_by_name, found.decided_at = actor.user_id, actor.name, at
    found.decision_reason = reason[:500]
    fields = ("status", "decided_by_id", "decided_by_name", "decided_at", "decision_reason")
    found.save(update_fields=[*fields, *touch(found, actor=actor, at=at)])
    current_context().changed(
        "pool.pick", found.pk, label=str(found), changes={"status": (before, found.status)}, reason=reason
    )


def decide_lock(found: Lock, status: LockStatus, *, reason: str, actor: Actor, at: datetime) -> None:
    """Approve or refuse a locked application. Raises IllegalTransition for one that was decided already."""
    before = found.status
    LOCK_LIFECYCLE.move(found, status)
    found.decided_by_id, found.decided_by_name, found.decided_at = actor.user_id, actor.name, at
    found.decision_reason = reason[:500]
    fields = ("status", "from_date", "decided_by_id", "decided_by_name", "decided_at", "decision_reason")
    found.save(update_fields=[*fields, *touch(found, actor=actor, at=at)])
    _note(found, before, reason)


def end_lock(found: Lock, status: LockStatus, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let a lock run out, or lift it. Raises IllegalTransition."""
    before = found.status
    LOCK_LIFECYCLE.move(found, status)
    found.ended_at, found.ended_by_name, found.end_reason = at, actor.name, reason[:500]
    found.save(update_fields=["status", "ended_at", "ended_by_name", "end_reason", *touch(found, actor=actor, at=at)])
    _note(found, before, reason)


def _note(found: Lock, before: str, reason: str) -> None:
    """In the history of the lock, and of the customer."""
    context, changes = current_context(), {"status": (before, found.status)}
    context.changed("pool.lock", found.pk, label=str(found), changes=changes, reason=reason)
    context.changed(
        "parties.customer", found.customer_id, label=str(found.customer), changes={"lock": changes["status"]},
        reason=reason,
    )  # fmt: skip


def open_lock_of(customer_id: int, status: LockStatus) -> Lock | None:
    """The customer's application or lock, locked; the caller has locked the customer."""
    return lock(Lock.objects.filter(customer_id=customer_id, status=status)).first()
