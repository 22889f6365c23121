"""The customer is told that his order was placed or changed, soon after the commit (ORD-048).

Placing and changing themselves gain no statement by it: the outbox delivers what is published anyway.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.events import handles
from danshu.kit.refs import SourceRef
from danshu.sales.events import OrderAmended, OrderApproved, OrderSubmitted
from danshu.sales.operations.tell_customer import Occasion, tell_customer
from danshu.sales.results import NEWS_FOR


@handles(OrderSubmitted, name="sales.confirm_placed")
def confirm_placed(delivery: dict[str, Any]) -> None:
    """Handed over for review: we have the order."""
    _tell(delivery, Occasion.PLACED)


@handles(OrderApproved, name="sales.confirm_placed_at_once")
def confirm_placed_at_once(delivery: dict[str, Any]) -> None:
    """What needs no review is placed when it is approved; what was confirmed before is not confirmed again."""
    _tell(delivery, Occasion.PLACED)


@handles(OrderAmended, name="sales.confirm_amended")
def confirm_amended(delivery: dict[str, Any]) -> None:
    """A change order took effect: the order as it is now."""
    facts = delivery["payload"]
    _tell(delivery, Occasion.AMENDED, facts["change_number"], Decimal(str(facts["total_before"])))


def _tell(
    delivery: dict[str, Any], occasion: Occasion, reference: str = "", total_before: Decimal | None = None
) -> None:
    happened_at = datetime.fromisoformat(delivery["at"])
    if now() - happened_at > NEWS_FOR:
        return
    try:
        tell_customer(
            order_id=SourceRef.parse(delivery["aggregate"]).pk, occasion=str(occasion), reference=reference,
            total_before=total_before, actor=Actor.system(), at=happened_at,
        )  # fmt: skip
    except NotFound:  # deleted meanwhile: nothing to tell about
        return
