"""Send an order back to whoever entered it (ORD-019)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.dictionaries.queries import coded_choices
from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.sales.changing import change_order
from danshu.sales.dictionaries import OTHER_REASON, RETURN_REASON
from danshu.sales.events import OrderRejected
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order
from danshu.sales.models import Order, OrderReturn, Supervision
from danshu.sales.permissions import REVIEW_ORDER
from danshu.sales.telling import facts_of


@operation("sales.reject_order", permission=REVIEW_ORDER, label=("驳回订单", "Reject order"))
def reject_order(
    *,
    order_id: int,
    reason: str = "",
    reason_code: str = "",
    customer_reason: str = "",
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Order:
    """Reject with a reason; the order becomes editable again and its owner is told.

    reason_code: a value of the dictionary of return reasons, which stands for the words unless it is "other".
    customer_reason: what the customer reads in his e-mail, up to 500 characters; without it he reads that somebody
    will turn to him (ORD-024). Raises FieldErrors without a reason or with too long a one for the customer, NotFound, EditConflict, StaleState, IllegalTransition.
    """
    reason = reason_in_words(reason_code, reason)
    if len(told := customer_reason.strip()) > 500:
        raise FieldErrors([FieldProblem("customer_reason", "length", _("最多 %(limit)s 个字") % {"limit": 500})])
    order = locked_order(order_id, actor=actor, permission=REVIEW_ORDER, version=version, seen_status=seen_status)
    change_order(
        order, {"reject_reason": reason[:500]}, actor=actor, at=at, reason=reason, status=OrderStatus.REJECTED,
        extra={"customer_reason": (None, told)} if told else None,
    )  # fmt: skip
    OrderReturn.objects.create(
        order=order, reason_code=reason_code or OTHER_REASON, reason=reason[:500], by_id=actor.user_id,
        by_name=actor.name, at=at,
    )  # fmt: skip
    order.supervisions.filter(state=Supervision.State.PENDING).update(state=Supervision.State.WITHDRAWN)
    if order.owner_id:
        facts = {"number": order.number, "reason": reason}
        notify([order.owner_id], kind="sales.rejected", url=f"/orders/{order.number}/", at=at,
               text=lambda: _("订单 %(number)s 被驳回：%(reason)s") % facts)  # fmt: skip
    publish(OrderRejected(**facts_of(order), reason=reason, customer_reason=told))
    return order


def reason_in_words(code: str, words: str) -> str:
    """What the salesman reads: his reviewer's words, or those of the chosen reason, or both.

    Raises FieldErrors for a reason that does not exist, and when nothing is said.
    """
    words, known = words.strip(), dict(coded_choices(RETURN_REASON)) if code else {}
    if code and code not in known:
        raise FieldErrors([FieldProblem("reason_code", "unknown", _("没有这个原因"))])
    chosen = known[code] if code and code != OTHER_REASON else ""
    if not chosen and not words:
        raise FieldErrors([FieldProblem("reason", "required", _("请写明驳回原因，业务员按它修改"))])
    if not chosen or not words or chosen in words:
        return words or chosen
    return _("%(what)s：%(values)s") % {"what": chosen, "values": words}
