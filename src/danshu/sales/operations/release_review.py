"""A reviewer puts an order back into the queue (ORD-019)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.sales.loading import locked_order
from danshu.sales.models import ReviewClaim
from danshu.sales.permissions import REVIEW_ORDER


@operation("sales.release_review", permission=REVIEW_ORDER, label=("放回审核队列", "Release review"))
def release_review(*, order_id: int, actor: Actor, at: datetime) -> bool:
    """Give up one's own claim; False when there is none. Raises NotFound."""
    order = locked_order(order_id, actor=actor, permission=REVIEW_ORDER)
    given_up, _models = ReviewClaim.objects.filter(order=order, by_id=actor.user_id).delete()
    if given_up:
        changes = {"reviewer": (actor.name, None)}
        current_context().changed("sales.order", order.pk, label=order.number, changes=changes)
    return bool(given_up)
