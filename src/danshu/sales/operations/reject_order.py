"""Send an order back to whoever entered it (ORD-019)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.sales.changing import change_order
from danshu.sales.events import OrderRejected
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order
from danshu.sales.models import Order, Supervision
from danshu.sales.permissions import REVIEW_ORDER
from danshu.sales.telling import facts_of


@operation("sales.reject_order", permission=REVIEW_ORDER, label=("驳回订单", "Reject order"))
def reject_order(
    *,
    order_id: int,
    reason: str,
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Order:
    """Reject with a reason; the order becomes editable again and its owner is told.

    Raises FieldErrors without a reason, NotFound, EditConflict, StaleState, IllegalTransition.
    """
    if not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("请写明驳回原因，业务员按它修改"))])
    order = locked_order(order_id, actor=actor, permission=REVIEW_ORDER, version=version, seen_status=seen_status)
    change_order(
        order, {"reject_reason": reason.strip()[:500]}, actor=actor, at=at, reason=reason, status=OrderStatus.REJECTED
    )
    order.supervisions.filter(state=Supervision.State.PENDING).update(state=Supervision.State.WITHDRAWN)
    if order.owner_id:
        text = _("订单 %(number)s 被驳回：%(reason)s") % {"number": order.number, "reason": reason}
        notify([order.owner_id], kind="sales.rejected", text=text, url=f"/orders/{order.number}/", at=at)
    publish(OrderRejected(**facts_of(order), reason=reason))
    return order
