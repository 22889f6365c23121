"""A reviewer takes an order out of the queue, so that no two look at one (ORD-019)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order
from danshu.sales.models import Order, ReviewClaim
from danshu.sales.operations.approve_order import OwnOrder
from danshu.sales.permissions import REVIEW_ORDER
from danshu.sales.reviewing import may_review


class NotWaiting(DomainError):
    """Only what waits for a review can be claimed."""

    code = "not_waiting"
    message = gettext_lazy("订单 %(number)s 现在是「%(state)s」，不在审核中")
    way_out = gettext_lazy("从待审队列里选择下一单")


class ClaimedByOther(DomainError):
    """A colleague is at it."""

    code = "claimed_by_other"
    message = gettext_lazy("%(name)s 在 %(time)s 认领了订单 %(number)s")
    way_out = gettext_lazy("看下一单，或接手这一单")


@operation("sales.claim_review", permission=REVIEW_ORDER, label=("认领审核", "Claim review"))
def claim_review(*, order_id: int, take_over: bool = False, actor: Actor, at: datetime) -> ReviewClaim:
    """Claim an order under review; claiming again says that the reviewer is still there. One's own order is refused.

    Raises NotFound, NotWaiting, OwnOrder, ClaimedByOther unless it is taken over: then the colleague is told.
    """
    order = reviewable(order_id, actor)
    claim = standing_claim(order)
    if claim is not None and claim.by_id == actor.user_id:
        claim.seen_at = at
        claim.save(update_fields=["seen_at"])
        return claim
    if claim is not None and not take_over:
        when = timezone.localtime(claim.claimed_at).strftime("%m-%d %H:%M")
        raise ClaimedByOther(name=claim.by_name, time=when, number=order.number)
    if claim is not None:
        facts = {"number": order.number, "name": actor.name}
        notify([claim.by_id], kind="sales.review_taken", url=f"/orders/review/{order.number}/", at=at,
               text=lambda: _("%(name)s 接手了订单 %(number)s 的审核") % facts)  # fmt: skip
    return put_claim(order, claim, actor.user_id, actor.name, at=at)


def reviewable(order_id: int, actor: Actor) -> Order:
    """The locked order, if it waits and this person may decide it. Raises NotFound, NotWaiting, OwnOrder."""
    order = locked_order(order_id, actor=actor, permission=REVIEW_ORDER)
    if order.status != OrderStatus.AWAITING_REVIEW:
        raise NotWaiting(number=order.number, state=OrderStatus(order.status).label)
    if not may_review(order, actor):
        raise OwnOrder(number=order.number)
    return order


def standing_claim(order: Order) -> ReviewClaim | None:
    """The claim of a locked order, unless it is from an earlier round of review."""
    return ReviewClaim.objects.filter(order=order, claimed_at__gte=order.submitted_at).first()


def put_claim(
    order: Order, former: ReviewClaim | None, user_id: int | None, name: str, *, at: datetime, passed_by: str = "",
    note: str = "",
) -> ReviewClaim:  # fmt: skip
    """Write whose it is now, with history; the system has no hands to review with."""
    if user_id is None:
        raise OwnOrder(number=order.number)
    values = {
        "by_id": user_id,
        "by_name": name,
        "claimed_at": at,
        "seen_at": at,
        "passed_by_name": passed_by,
        "note": note,
    }
    claim, _made = ReviewClaim.objects.update_or_create(order=order, defaults=values)
    changes = {"reviewer": (former.by_name if former else None, name)}
    current_context().changed("sales.order", order.pk, label=order.number, changes=changes, reason=note)
    return claim
