"""After a decision the customer and the owner are told, soon after the commit (ORD-024).

The decision itself gains no statement by it: the outbox delivers what is published anyway.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.events import handles
from danshu.kit.refs import SourceRef
from danshu.sales.events import OrderApproved, OrderRejected
from danshu.sales.operations.tell_result import tell_result

# what was decided longer ago (taken over, or delivered after a long outage) is no news to anybody
NEWS_FOR = timedelta(days=7)


@handles(OrderApproved, name="sales.tell_approved")
def tell_approved(delivery: dict[str, Any]) -> None:
    """The order will be carried out."""
    _tell(delivery, approved=True)


@handles(OrderRejected, name="sales.tell_rejected")
def tell_rejected(delivery: dict[str, Any]) -> None:
    """The order went back; the reviewer's own reason stays in the house."""
    _tell(delivery, approved=False)


def _tell(delivery: dict[str, Any], *, approved: bool) -> None:
    decided_at, at = datetime.fromisoformat(delivery["at"]), now()
    if at - decided_at > NEWS_FOR:
        return
    order_id = SourceRef.parse(delivery["aggregate"]).pk
    # a delivery may come twice: the version that was decided makes it one message
    once = tell_result.keyed(f"sales.result:{order_id}:{delivery['version']}")
    try:
        once(order_id=order_id, approved=approved, customer_reason=delivery["payload"].get("customer_reason", ""),
             actor=Actor.system(), at=decided_at)  # fmt: skip
    except NotFound:  # deleted meanwhile: nothing to tell about
        return
