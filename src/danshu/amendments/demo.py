"""The change orders of the demo company: one in each state (ORD-014)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from danshu.amendments.models import Amendment
from danshu.amendments.operations.accept_amendment import accept_amendment
from danshu.amendments.operations.propose_amendment import propose_amendment
from danshu.amendments.operations.reject_amendment import reject_amendment
from danshu.amendments.operations.withdraw_amendment import withdraw_amendment
from danshu.amendments.snapshot import Proposal
from danshu.kit.actor import Actor
from danshu.sales.loading import order_lines, stored_entry
from danshu.sales.records import Order

REASONS = ("客户改为分两次进货，这次少要一件", "客户核对库存后减少一件", "客户电话里说可能少要一件", "客户下错了数量")


def build(*, proposer: Actor, decider: Actor, at: datetime) -> int:
    """Propose four changes of approved orders that nobody has paid yet: one waits, one took effect, one was refused, one
    was taken back; returns how many there are."""
    made = [_proposed(order, reason, proposer, at) for order, reason in zip(_orders(), REASONS, strict=False)]
    if len(made) < len(REASONS):
        return len(made)
    _waiting, accepted, rejected, withdrawn = made
    later = at + timedelta(minutes=20)
    accept_amendment(amendment_id=accepted.pk, reason="客户已书面确认", actor=decider, at=later)
    reject_amendment(amendment_id=rejected.pk, reason="客户还没有确认，请先拿到书面说明", actor=decider, at=later)
    withdraw_amendment(amendment_id=withdrawn.pk, reason="客户仍按原数量要货", actor=proposer, at=later)
    return len(made)


def _orders() -> Iterator[Order]:
    """The oldest approved orders whose first line can become smaller by one."""
    for order in Order.objects.filter(status="approved", payment_state="unpaid").order_by("pk"):
        if order_lines(order)[0].quantity > 2:
            yield order


def _proposed(order: Order, reason: str, actor: Actor, at: datetime) -> Amendment:
    entry = stored_entry(order, order_lines(order))
    first, *others = entry.lines
    fewer = [replace(first, quantity=(first.quantity or Decimal(1)) - 1), *others]
    return propose_amendment(
        order_id=order.pk, proposal=Proposal(replace(entry, lines=fewer)), reason=reason, actor=actor, at=at
    )
