"""Files an application for money to go back, whoever asked for it: a person, or a change order that lowered an amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from danshu.billing.events import RefundRequested
from danshu.billing.loading import facts_of
from danshu.billing.models import Refund
from danshu.billing.numbers import REFUND_SERIES
from danshu.billing.settling import settle
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.numbering.operations.next_numbers import next_numbers
from danshu.sales.records import Order


@dataclass(frozen=True, slots=True)
class Filing:
    """How the money is to go back, and why. lowers_claim: the customer need not pay it again."""

    way: str
    reason: str
    payee: str = ""
    cancels_order: bool = False
    lowers_claim: bool = False


def file_refund(order: Order, amount: Decimal, filing: Filing, *, actor: Actor, at: datetime) -> Refund:
    """Store the application for a locked order; the caller has seen that so much can go back."""
    refund = Refund.objects.create(
        number=next_numbers(REFUND_SERIES, count=1, at=at)[0], order_id=order.pk, order_number=order.number,
        customer_name=order.customer_name, unit_id=order.unit_id, owner_id=order.owner_id, amount=amount,
        currency=order.currency, way=filing.way, reason=filing.reason.strip()[:500], payee=filing.payee.strip()[:200],
        cancels_order=filing.cancels_order, lowers_claim=filing.lowers_claim, applied_at=at,
        applied_by_id=actor.user_id, applied_by_name=actor.name,
        created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
    settle(order, actor=actor, at=at)
    current_context().changed(
        "billing.refund", refund.pk, label=refund.number, changes={"amount": (None, amount)}, reason=filing.reason
    )
    publish(RefundRequested(**facts_of(refund)))
    return refund
