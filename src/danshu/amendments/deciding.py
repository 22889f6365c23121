"""Carries a change order out: the checks that the change itself brings about, then the order, then the decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.amendments.lifecycle import AmendmentStatus
from danshu.amendments.loading import carry_out, decide
from danshu.amendments.models import Amendment
from danshu.amendments.snapshot import proposal_of
from danshu.kit.actor import Actor
from danshu.kit.findings import Blocked, Finding, blocking
from danshu.sales.drafting import OrderDraft
from danshu.sales.records import Order, OrderLine
from danshu.sales.rules import AMEND, OrderFacts, evaluate


def findings(amendment: Amendment, order: Order, draft: OrderDraft, *, actor: Actor, at: datetime) -> list[Finding]:
    """What the order's rules say of the change (credit, delivery, contact, mail addresses)."""
    facts = OrderFacts(draft=draft, stage=AMEND, actor=actor, at=at, order=order, digest=amendment.digest)
    return evaluate(facts)


def settle(
    amendment: Amendment, order: Order, lines: Sequence[OrderLine], draft: OrderDraft, *, reason: str, actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Check and carry out; order and change order are locked. Raises Blocked, StockShort, IllegalTransition."""
    if stopping := blocking(findings(amendment, order, draft, actor=actor, at=at)):
        raise Blocked(stopping)
    decide(amendment, AmendmentStatus.ACCEPTED, reason=reason, actor=actor, at=at)
    proposal = proposal_of(amendment.after, customer_id=order.customer_id, overpayment=amendment.overpayment)
    carry_out(amendment, order, lines, draft, proposal, reason=reason or amendment.reason, actor=actor, at=at)
