"""Which buttons an order shows: only those valid now for this person (ORD-018)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.sales.editing import editable_fields
from danshu.sales.lifecycle import ORDER_LIFECYCLE, OrderStatus
from danshu.sales.models import Order
from danshu.sales.permissions import (
    CANCEL_ORDER,
    COMPLETE_ORDER,
    CREATE_ORDER,
    EDIT_ORDER,
    HANDLE_ORDER,
    REVIEW_ORDER,
)
from danshu.sales.ports import ACTIONS
from danshu.sales.reviewing import may_review
from danshu.ui.detail import Action

S = OrderStatus


def _url(name: str, order: Order) -> str:
    return reverse(f"sales:{name}", args=[order.number])


def order_actions(order: Order, actor: Actor) -> list[Action]:
    """The order's own actions, then those of the modules above."""
    seen = {"seen_status": order.status}
    made: list[Action] = []
    if actor.can(EDIT_ORDER) and editable_fields(order, actor):
        made.append(Action(label=_("编辑"), url=_url("order_edit", order), icon="pencil", key="E"))
    if actor.can(CREATE_ORDER) and order.status in (S.DRAFT, S.REJECTED):
        made.append(Action(label=_("提交审核"), url=_url("order_submit", order), method="post", fields=seen,
                           tone="primary"))  # fmt: skip
    if actor.can(REVIEW_ORDER) and order.status == S.AWAITING_REVIEW:
        reason = "" if may_review(order, actor) else _("不能审核自己的订单")
        made.append(Action(label=_("审核"), url=_url("review_order", order), tone="primary", reason=reason, key="A"))
    if actor.can(HANDLE_ORDER) and order.status == S.APPROVED:
        made.append(Action(label=_("开始处理"), url=_url("order_start", order), method="post", fields=seen))
    made += [action for provider in ACTIONS for action in provider(order, actor)]
    if actor.can(COMPLETE_ORDER) and order.status in (S.IN_PROGRESS, S.SIGNED):
        waiting = order.shipping_state not in ("none", "signed")
        reason = _("全部签收后才能完成") if waiting else ""
        made.append(Action(label=_("完成订单"), url=_url("order_complete", order), reason=reason))
    if actor.can(HANDLE_ORDER) and order.status not in ORDER_LIFECYCLE.final():
        made.append(Action(label=_("登记异常"), url=_url("order_exception", order), menu=True))
    if actor.can(CANCEL_ORDER) and ORDER_LIFECYCLE.allows(order.status, S.CANCELLED):
        paid = order.paid_amount > order.refunded_amount
        reason = _("已收款，先申请退款") if paid else ""
        made.append(Action(label=_("取消订单"), url=_url("order_cancel", order), method="dialog", tone="danger",
                           reason=reason))  # fmt: skip
    return made
