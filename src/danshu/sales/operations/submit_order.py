"""Submit a draft or a corrected order for review (ORD-009)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.errors import IllegalTransition
from danshu.kit.operation import operation
from danshu.sales.changing import change_order
from danshu.sales.confirming import confirm
from danshu.sales.events import OrderApproved, OrderSubmitted
from danshu.sales.lifecycle import SUBMITTABLE, OrderStatus
from danshu.sales.loading import locked_order, order_lines, stored_draft
from danshu.sales.models import Order
from danshu.sales.permissions import CREATE_ORDER
from danshu.sales.reviewing import editors_when_submitted, needs_review
from danshu.sales.rewriting import save_warehouses
from danshu.sales.rules import SUBMIT, OrderFacts
from danshu.sales.submission import keep_confirmed_prices, open_supervision, require_stored_prices, require_submittable
from danshu.sales.telling import facts_of


@operation("sales.submit_order", permission=CREATE_ORDER, label=("提交订单", "Submit order"))
def submit_order(
    *,
    order_id: int,
    version: int | None = None,
    seen_status: str | None = None,
    prices_confirmed: bool = False,
    actor: Actor,
    at: datetime,
) -> Order:
    """Hand a draft or rejected order over for review; without review it is approved at once.

    `prices_confirmed`: somebody saw that the price list has changed since and keeps the stored prices; they are his from
    then on, and nobody is asked again.
    Raises NotFound, EditConflict, StaleState, IllegalTransition, PricesChanged, Blocked with every blocking finding.
    """
    order = locked_order(order_id, actor=actor, permission=CREATE_ORDER, version=version, seen_status=seen_status)
    if order.status not in SUBMITTABLE:  # an approved one goes back to review only by giving back what it claimed
        raise IllegalTransition(
            label=order.number, state=OrderStatus(order.status).label, target=OrderStatus.AWAITING_REVIEW.label
        )
    lines = order_lines(order)
    draft = stored_draft(order, lines, at=at)
    facts = OrderFacts(draft=draft, stage=SUBMIT, actor=actor, at=at, order=order)
    require_submittable(facts)
    if not prices_confirmed:
        require_stored_prices(lines, draft)
    kept = keep_confirmed_prices(lines, draft)
    values: dict[str, Any] = {
        "submitted_at": at, "reject_reason": "", "content_changed_by_ids": editors_when_submitted(order, actor),
    }  # fmt: skip
    if needs_review(facts):
        change_order(order, values, actor=actor, at=at, status=OrderStatus.AWAITING_REVIEW, extra=kept)
        open_supervision(order, facts, at=at)
        publish(OrderSubmitted(**facts_of(order)))
        return order
    values |= {"approved_at": at, "approved_by_id": actor.user_id}
    change_order(order, values, actor=actor, at=at, status=OrderStatus.APPROVED, extra=kept)
    ids = [line.pk for line in lines]
    draft = confirm(draft, order_id=order.pk, line_ids=ids, number=order.number, actor=actor, at=at,
                    seen=facts.seen)  # fmt: skip
    save_warehouses(lines, draft)
    publish(OrderApproved(**facts_of(order)))
    return order
