"""Ends orders whose lines go on in another one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.sales.changing import change_order
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.models import Order, Supervision


def void_merged(order: Order, *, reason: str, actor: Actor, at: datetime) -> None:
    """Void a locked order that nothing was approved of; its lines stay on it as a record.

    The life cycle voids only what was handed over: a draft is, in the same step, and the history shows both.
    """
    if order.status == OrderStatus.DRAFT:
        change_order(order, {"submitted_at": at}, actor=actor, at=at, reason=reason, status=OrderStatus.AWAITING_REVIEW)
    order.supervisions.filter(state=Supervision.State.PENDING).update(state=Supervision.State.WITHDRAWN)
    change_order(
        order, {"voided_at": at, "end_reason": reason[:500], "supervision_state": "not_needed"}, actor=actor, at=at,
        reason=reason, status=OrderStatus.VOIDED,
    )  # fmt: skip


def take_over_editors(order: Order, others: Sequence[Order], *, actor: Actor, at: datetime) -> None:
    """Whoever entered or changed what came in approves it as little as what he wrote on the order itself (INV-A1)."""
    known = set(order.content_changed_by_ids or ())
    for other in others:
        known |= {*(other.content_changed_by_ids or ()), other.created_by_id, other.owner_id} - {None}
    change_order(order, {"content_changed_by_ids": sorted(known)}, actor=actor, at=at)
