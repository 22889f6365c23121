"""Loads change orders for operations, locked after their order (CC-2), and saves decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from danshu.amendments.errors import OrderMovedOn
from danshu.amendments.lifecycle import AMENDMENT_LIFECYCLE
from danshu.amendments.models import Amendment
from danshu.amendments.snapshot import Proposal, digest_of, proposal_of, version_of_draft, version_of_order
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound, StaleState
from danshu.kit.locks import lock
from danshu.kit.versions import require_version, touch
from danshu.sales.amending import Decided, amend_order, prepare_amendment
from danshu.sales.drafting import OrderDraft
from danshu.sales.loading import locked_order, order_lines
from danshu.sales.records import Order, OrderLine


@dataclass(frozen=True, slots=True)
class Held:
    """A locked change order with its locked order."""

    amendment: Amendment
    order: Order


def locked_amendment(
    amendment_id: int, *, actor: Actor, permission: str, version: int | None = None, seen_status: str | None = None
) -> Held:
    """The change order, if its order exists for the actor under the permission. Raises NotFound, StaleState, EditConflict."""
    order_id = Amendment.objects.filter(pk=amendment_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound()
    order = locked_order(order_id, actor=actor, permission=permission)
    amendment = lock(Amendment.objects.filter(pk=amendment_id)).first()
    if amendment is None:
        raise NotFound()
    if seen_status is not None and amendment.status != seen_status:
        raise StaleState(label=amendment.number, state=amendment.get_status_display())
    require_version(amendment, version)
    return Held(amendment, order)


def open_amendment_of(order: Order) -> Amendment | None:
    """The one change order that waits, locked; the caller has locked the order."""
    return lock(Amendment.objects.filter(order=order, status="proposed")).first()


def decide(amendment: Amendment, status: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Move a locked change order to its end. Raises IllegalTransition for one that was decided already."""
    before = amendment.status
    AMENDMENT_LIFECYCLE.move(amendment, status)
    amendment.decided_by_id, amendment.decided_by_name, amendment.decided_at = actor.user_id, actor.name, at
    amendment.decision_reason = reason.strip()[:500]
    decided = ["status", "decided_by_id", "decided_by_name", "decided_at", "decision_reason"]
    amendment.save(update_fields=[*decided, *touch(amendment, actor=actor, at=at)])
    current_context().changed(
        "amendments.amendment", amendment.pk, label=amendment.number, changes={"status": (before, str(status))},
        reason=reason,
    )  # fmt: skip


def prepared(amendment: Amendment, order: Order, *, at: datetime) -> tuple[list[OrderLine], OrderDraft]:
    """The proposal made ready to be carried out, its own prices kept.

    Raises OrderMovedOn when the order is not what the proposal was made of, or would not become what was looked at
    (INV-A1); FieldErrors for what was sent meanwhile.
    """
    lines = order_lines(order)
    moved_on = OrderMovedOn(number=order.number, change=amendment.number)
    if version_of_order(order, lines) != amendment.before:
        raise moved_on
    proposal = proposal_of(amendment.after, customer_id=order.customer_id, overpayment=amendment.overpayment)
    # who proposed it had the right to these prices and customers then
    draft = prepare_amendment(order, lines, proposal.entry, actor=Actor.system(), at=at)
    if digest_of(version_of_draft(draft, proposal)) != amendment.digest:
        raise moved_on
    return lines, draft


def carry_out(
    amendment: Amendment,
    order: Order,
    lines: Sequence[OrderLine],
    draft: OrderDraft,
    proposal: Proposal,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Let the order become what the change order says. Raises what claiming and writing raise."""
    roles = (proposal.paying_customer_id, proposal.invoice_customer_id)
    decided = Decided(amendment.number, *roles, overpayment=amendment.overpayment)
    amend_order(order, lines, draft, decided, reason=reason, actor=actor, at=at)
