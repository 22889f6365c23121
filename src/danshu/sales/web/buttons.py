"""Which buttons an order shows: only those valid now for this person (ORD-018)."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.sales.deletion import valid_special
from danshu.sales.editing import editable_fields
from danshu.sales.lifecycle import GIVEN_UP, ORDER_LIFECYCLE, PROCESSED, Channel, OrderStatus
from danshu.sales.models import Order
from danshu.sales.permissions import (
    ASK_SPECIAL,
    ASSIGN_ORDER,
    CANCEL_ORDER,
    COMPLETE_ORDER,
    CREATE_ORDER,
    DECIDE_SPECIAL,
    DELETE_APPROVED,
    DELETE_ORDER,
    EDIT_ORDER,
    HANDLE_ORDER,
    INFORM_ORDER,
    REVIEW_ORDER,
)
from danshu.sales.ports import ACTIONS, paid_cancelling
from danshu.sales.reviewing import may_review
from danshu.sales.rules.deleting import refusal
from danshu.sales.sight import reviews_shop_orders_only
from danshu.sales.web.printing import print_actions
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
        if order.channel != Channel.SHOP and reviews_shop_orders_only(actor):
            reason = _("客服只审核商城订单，由订单中心审核")
        made.append(Action(label=_("审核"), url=_url("review_order", order), tone="primary", reason=reason, key="A"))
    if actor.can(HANDLE_ORDER) and order.status == S.APPROVED:
        made.append(Action(label=_("开始处理"), url=_url("order_start", order), method="post", fields=seen))
    made += [action for provider in ACTIONS for action in provider(order, actor)]
    if actor.can(COMPLETE_ORDER) and order.status in (S.IN_PROGRESS, S.SIGNED):
        waiting = order.shipping_state not in ("none", "signed")
        reason = _("全部签收后才能完成") if waiting else ""
        made.append(Action(label=_("完成订单"), url=_url("order_complete", order), reason=reason))
    made += print_actions(order, actor)
    if actor.can(ASSIGN_ORDER) and order.status in PROCESSED:
        made.append(Action(label=_("分派订单"), url=f"{reverse('sales:order_assign')}?ids={order.pk}", icon="user-plus",
                           menu=True))  # fmt: skip
    if actor.can(INFORM_ORDER) and order.status not in GIVEN_UP:
        made.append(Action(label=_("通知客户"), url=_url("order_inform", order), icon="send", menu=True))
    if actor.can(CREATE_ORDER):
        made.append(Action(label=_("复制为新订单"), url=f"{reverse('sales:order_new')}?copy={order.number}", icon="copy",
                           menu=True))  # fmt: skip
    if actor.can(HANDLE_ORDER) and order.status not in ORDER_LIFECYCLE.final():
        made.append(Action(label=_("登记异常"), url=_url("order_exception", order), menu=True))
        if order.approved_at is not None:
            made.append(Action(label=_("进度标签"), url=_url("order_label", order), icon="tag", menu=True))
    if actor.can(CANCEL_ORDER) and ORDER_LIFECYCLE.allows(order.status, S.CANCELLED):
        made.append(_cancelling(order, actor))
    return _leading(made) + _deleting(order, actor)


def _cancelling(order: Order, actor: Actor) -> Action:
    """The dialog; for a paid order the page that gives the money back first (ORD-033)."""
    if order.is_cancellable and (address := paid_cancelling(order, actor)):
        return Action(label=_("退款并取消订单"), url=address, tone="danger", menu=True)
    paid, out = order.paid_amount > order.refunded_amount, not order.is_cancellable
    reason = _("已有商品发出") if out else _("已收款，先申请退款") if paid else ""
    url = _url("order_cancel", order)
    return Action(label=_("取消订单"), url=url, method="dialog", tone="danger", reason=reason, menu=bool(reason))


def _leading(made: list[Action]) -> list[Action]:
    """The next step stands out: without a primary button the last plain one that can be pressed becomes it."""
    if any(action.tone == "primary" for action in made):
        return made
    plain = [action for action in made if not (action.menu or action.reason or action.key or action.tone)]
    return [replace(action, tone="primary") if plain and action is plain[-1] else action for action in made]


def _deleting(order: Order, actor: Actor) -> list[Action]:
    """Delete, or the way to a special approval; nothing for whom the table refuses (ORD-040)."""
    made: list[Action] = []
    if order.status == S.APPROVED:
        made += _special(order, actor)
    granted = order.status != S.APPROVED or not actor.can(DELETE_APPROVED) or valid_special(order, at=now()) is not None
    if actor.can(DELETE_ORDER) and refusal(order, actor, specially_approved=granted) is None:
        url = f"{reverse('sales:order_delete')}?ids={order.pk}"
        made.append(Action(label=_("删除订单"), url=url, tone="danger", icon="trash", menu=True))
    return made


def _special(order: Order, actor: Actor) -> list[Action]:
    asked = (
        order.special_approvals.filter(state="pending").first()
        if actor.can(ASK_SPECIAL) or actor.can(DECIDE_SPECIAL)
        else None
    )
    if asked is not None:
        mine = asked.asked_by_id is not None and asked.asked_by_id == actor.user_id
        if not actor.can(DECIDE_SPECIAL) or mine:
            return []
        return [Action(label=_("特批"), url=_url("order_special_decide", order), tone="primary")]
    if not actor.can(ASK_SPECIAL):
        return []
    return [Action(label=_("申请特批删除"), url=_url("order_special", order), menu=True)]
