"""Give an approved order to the person who processes it (ORD-028)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.sales.assigning import choose, may_process
from danshu.sales.changing import change_order
from danshu.sales.lifecycle import PROCESSED, OrderStatus
from danshu.sales.loading import locked_order
from danshu.sales.models import Order
from danshu.sales.permissions import ASSIGN_ORDER


class NothingToProcess(DomainError):
    """Only approved orders that are not finished have somebody who processes them."""

    code = "nothing_to_process"
    message = gettext_lazy("订单 %(number)s 现在是「%(state)s」，不需要分派")
    way_out = gettext_lazy("审核通过、还没有完成的订单才能分派")


class CannotProcess(DomainError):
    """The chosen person may not process this order."""

    code, status = "cannot_process", 422
    message = gettext_lazy("%(name)s 没有处理订单 %(number)s 的权限")
    way_out = gettext_lazy("选择数据范围包含这张订单、有「处理订单」权限的在职人员")


class NoRuleFits(DomainError):
    """No rule chooses anybody for this order."""

    code = "no_rule_fits"
    message = gettext_lazy("没有适用于订单 %(number)s 的分派规则")
    way_out = gettext_lazy("直接选择处理人，或补充分派规则")


@operation("sales.assign_order", permission=ASSIGN_ORDER, label=("分派订单", "Assign order"))
def assign_order(
    *, order_id: int, handler_id: int | None = None, note: str = "", version: int | None = None, actor: Actor,
    at: datetime,
) -> Order:  # fmt: skip
    """Give the order to a person, or without one to whom the rules choose; both that person and the former one are told.

    Raises NotFound, EditConflict, NothingToProcess, CannotProcess, NoRuleFits.
    """
    order = locked_order(order_id, actor=actor, permission=ASSIGN_ORDER, version=version)
    if order.status not in PROCESSED:
        raise NothingToProcess(number=order.number, state=OrderStatus(order.status).label)
    if handler_id is None:
        if not give_by_rule(order, actor=actor, at=at):
            raise NoRuleFits(number=order.number)
        return order
    if not may_process(order, handler_id, at=at):
        raise CannotProcess(name=full_name_of(handler_id) or "—", number=order.number, field="handler")
    give(order, handler_id, reason=note, actor=actor, at=at)
    return order


def give_by_rule(order: Order, *, actor: Actor, at: datetime) -> bool:
    """Give a locked order to whom the rules choose; False when none fits."""
    chosen = choose(order, at=at)
    if chosen is None:
        return False
    rule, person = chosen
    rule.last_given = person
    rule.save(update_fields=["last_given"])
    give(order, person, reason=_("分派规则：%(name)s") % {"name": rule.name}, actor=actor, at=at)
    return True


def give(order: Order, handler_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Set the handler of a locked order, with history, and tell both (nobody is told what he did himself)."""
    former = order.handler_id
    if not change_order(order, {"handler_id": handler_id}, actor=actor, at=at, reason=reason.strip()[:500]):
        return
    told = {"number": order.number, "customer": order.customer_name, "name": full_name_of(handler_id)}
    url = f"/orders/{order.number}/"
    if handler_id != actor.user_id:
        notify([handler_id], kind="sales.assigned", url=url, at=at,
               text=lambda: _("订单 %(number)s（%(customer)s）分派给你处理") % told)  # fmt: skip
    if former is not None and former != actor.user_id:
        notify([former], kind="sales.reassigned", url=url, at=at,
               text=lambda: _("订单 %(number)s 改由 %(name)s 处理") % told)  # fmt: skip
