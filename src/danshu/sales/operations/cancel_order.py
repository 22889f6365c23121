"""Give an order up before anything was shipped (ORD-033)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, IllegalTransition
from danshu.kit.money import ZERO
from danshu.kit.operation import operation
from danshu.sales.changing import change_order
from danshu.sales.confirming import unconfirm
from danshu.sales.events import OrderCancelled
from danshu.sales.lifecycle import CONFIRMED, ORDER_LIFECYCLE, OrderStatus
from danshu.sales.loading import locked_order, order_lines
from danshu.sales.models import Order, Supervision
from danshu.sales.permissions import CANCEL_ORDER
from danshu.sales.telling import facts_of


class AlreadyShipped(DomainError):
    """Something is out already."""

    code = "already_shipped"
    message = gettext_lazy("订单 %(number)s 已经发货，不能取消")
    way_out = gettext_lazy("货已发出的订单走售后退货")


class PaidOrder(DomainError):
    """Money has come in: it has to go back first."""

    code = "paid_order"
    message = gettext_lazy("订单 %(number)s 已收款 %(paid)s，不能直接取消")
    way_out = gettext_lazy("先申请退款；退款完成后订单自动取消")


@operation("sales.cancel_order", permission=CANCEL_ORDER, label=("取消订单", "Cancel order"))
def cancel_order(
    *,
    order_id: int,
    reason: str,
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Order:
    """Cancel an unpaid order that nothing was shipped of: claims are given back, nothing is owed any more.

    Raises FieldErrors without a reason, AlreadyShipped, PaidOrder (a refund comes first), NotFound,
    EditConflict, StaleState, IllegalTransition.
    """
    if not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("请写明取消原因"))])
    order = locked_order(order_id, actor=actor, permission=CANCEL_ORDER, version=version, seen_status=seen_status)
    lines = order_lines(order)
    _require_cancellable(order, shipped=any(line.shipped_quantity for line in lines))
    was_confirmed = order.status in CONFIRMED
    if was_confirmed:
        unconfirm(order, lines, actor=actor, at=at)
        amount = {"amount": f"{order.total:,.2f}", "currency": order.currency}
        current_context().effect("receivable", _("应收减少 %(currency)s %(amount)s") % amount, "info")
    order.supervisions.filter(state=Supervision.State.PENDING).update(state=Supervision.State.WITHDRAWN)
    change_order(
        order, {"cancelled_at": at, "end_reason": reason.strip()[:500]}, actor=actor, at=at, reason=reason,
        status=OrderStatus.CANCELLED,
    )  # fmt: skip
    publish(OrderCancelled(**facts_of(order), reason=reason, was_confirmed=was_confirmed))
    return order


def _require_cancellable(order: Order, *, shipped: bool) -> None:
    if shipped or order.status in (OrderStatus.SHIPPED, OrderStatus.SIGNED):
        raise AlreadyShipped(number=order.number)
    if not ORDER_LIFECYCLE.allows(order.status, OrderStatus.CANCELLED):
        raise IllegalTransition(
            label=order.number, state=OrderStatus(order.status).label, target=OrderStatus.CANCELLED.label
        )
    if order.paid_amount - order.refunded_amount > ZERO:
        raise PaidOrder(number=order.number, paid=f"{order.paid_amount - order.refunded_amount:,.2f}")
