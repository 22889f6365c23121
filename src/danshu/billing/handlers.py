"""What orders mean in money: approval makes the amount owed, cancelling takes it back (in the same transaction)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from danshu.billing.accounts import COMPANY, RECEIVABLE, REVENUE, customer_owner
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.events import consequence
from danshu.ledger.accounts import AccountKey
from danshu.ledger.posting import PostingLine, post
from danshu.sales.events import OrderApproved, OrderCancelled, OrderEvent, OrderReopened


def _post(event: OrderEvent, kind: str, amount: Decimal, at: datetime) -> None:
    # the version tells apart the rounds of an order that was reopened and approved again
    post(
        source=event.aggregate,
        kind=f"{kind}:{event.version}",
        on=business_date(at),
        at=at,
        memo=event.number,
        lines=[
            PostingLine(AccountKey(RECEIVABLE, customer_owner(event.customer_id), event.currency), amount),
            PostingLine(AccountKey(REVENUE, COMPANY, event.currency), -amount),
        ],
    )


@consequence(OrderApproved)
def owe_the_amount(event: OrderApproved, *, actor: Actor, at: datetime) -> None:
    """The customer owes the total."""
    _post(event, "confirmed", event.total, at)


@consequence(OrderReopened)
def owe_nothing_while_reviewed(event: OrderReopened, *, actor: Actor, at: datetime) -> None:
    """An order back in review is owed nothing; `total` is what had been approved."""
    _post(event, "reopened", -event.total, at)


@consequence(OrderCancelled)
def owe_nothing_any_more(event: OrderCancelled, *, actor: Actor, at: datetime) -> None:
    """A cancelled order that was confirmed is owed nothing."""
    if event.was_confirmed:
        _post(event, "cancelled", -event.total, at)
