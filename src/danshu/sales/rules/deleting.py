"""Who may delete an order: the one table of status, type and right (ORD-040)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.sales.lifecycle import OrderStatus, OrderType
from danshu.sales.models import Order
from danshu.sales.permissions import DELETE_APPROVED, DELETE_ORDER, DELETE_SUBSCRIPTION, DELETE_UNAPPROVED


class Way(Enum):
    """On what ground somebody deletes."""

    CREATOR = "creator"
    MANAGER = "manager"
    DESK = "desk"
    SPECIAL = "special"


S, W = OrderStatus, Way
NOBODY: frozenset[Way] = frozenset()
MANAGER = frozenset({W.MANAGER})

# goods, number cards, made to order
GOODS: Mapping[str, frozenset[Way]] = {
    S.DRAFT: frozenset({W.CREATOR, W.MANAGER}),
    S.AWAITING_REVIEW: MANAGER,
    S.REJECTED: MANAGER,
    S.APPROVED: frozenset({W.SPECIAL}),
    S.IN_PROGRESS: NOBODY,
    S.SHIPPED: NOBODY,
    S.SIGNED: NOBODY,
    S.COMPLETED: NOBODY,
    S.CANCELLED: MANAGER,
    S.VOIDED: MANAGER,
}
# subscription orders under review are deleted by the order desk of the headquarters, asked by the branch (SUB-024)
SUBSCRIPTION: Mapping[str, frozenset[Way]] = {**GOODS, S.AWAITING_REVIEW: frozenset({W.DESK})}

WAYS: Mapping[str, Mapping[str, frozenset[Way]]] = {
    OrderType.SALES: GOODS,
    OrderType.CARD: GOODS,
    OrderType.MADE_TO_ORDER: GOODS,
    OrderType.SUBSCRIPTION: SUBSCRIPTION,
}
RIGHTS = {
    W.CREATOR: DELETE_ORDER,
    W.MANAGER: DELETE_UNAPPROVED,
    W.DESK: DELETE_SUBSCRIPTION,
    W.SPECIAL: DELETE_APPROVED,
}


class NeverDeleted(DomainError):
    """Nobody deletes an order in this status."""

    code = "never_deleted"
    message = _("订单 %(number)s 现在是「%(state)s」，不能删除")
    way_out = _("进行中和已发货的订单走取消或售后，记录保留")


class HasMoney(DomainError):
    """Money of the customer lies on it."""

    code = "has_money"
    message = _("订单 %(number)s 已收款 %(paid)s，不能删除")
    way_out = _("先申请退款；有收付款记录的订单只能取消，记录保留")


class NotYoursToDelete(DomainError):
    """Somebody else has the right."""

    code, status = "not_yours_to_delete", 403
    message = _("你不能删除状态为「%(state)s」的订单 %(number)s")
    way_out = _("请订单管理员处理；待审核的订阅订单由总部订单部处理")
    oversteps = True


class NeedsSpecialApproval(DomainError):
    """An approved order without a valid special approval of exactly this content."""

    code = "needs_special_approval"
    message = _("订单 %(number)s 已审核通过，删除需要有效的特批")
    way_out = _("先在订单页申请特批；特批五个工作日内有效，订单改动后要重新申请")


def refusal(order: Order, actor: Actor, *, specially_approved: bool = False) -> DomainError | None:
    """Why the actor may not delete the order now; None when he may.

    specially_approved: a valid special approval of the order as it is now lies here.
    """
    ways = WAYS[order.type][order.status]
    facts: dict[str, Any] = {"number": order.number, "state": OrderStatus(order.status).label}
    if not ways:
        return NeverDeleted(**facts)
    if not any(_has(way, order, actor) for way in ways):
        return NotYoursToDelete(**facts)
    if order.paid_amount > order.refunded_amount:
        return HasMoney(paid=f"{order.paid_amount - order.refunded_amount:,.2f}", **facts)
    if ways == {W.SPECIAL} and not specially_approved:
        return NeedsSpecialApproval(**facts)
    return None


def _has(way: Way, order: Order, actor: Actor) -> bool:
    return actor.can(RIGHTS[way]) and (
        way is not W.CREATOR or actor.is_system or (actor.user_id is not None and actor.user_id == order.created_by_id)
    )
