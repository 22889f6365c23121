"""The supervisor agrees or refuses (ORD-023)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.notices.operations.notify import notify
from danshu.sales.changing import change_order
from danshu.sales.digest import content_digest
from danshu.sales.events import OrderRejected
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order, order_lines, stored_draft
from danshu.sales.models import Order, Supervision
from danshu.sales.permissions import SUPERVISE_ORDER
from danshu.sales.supervising import may_decide
from danshu.sales.telling import facts_of


class NotTheSupervisor(DomainError):
    """Only the named supervisor or his deputy decides."""

    code, status = "not_the_supervisor", 403
    message = gettext_lazy("订单 %(number)s 由 %(who)s 审批，你不能代为决定")
    way_out = gettext_lazy("联系审批人；他不在时由其代理人处理")


class NothingToDecide(DomainError):
    """No open question, or the order changed since it was asked."""

    code = "nothing_to_decide"
    message = gettext_lazy("订单 %(number)s 没有待你审批的事项，或内容已经改变")
    way_out = gettext_lazy("重新载入页面查看最新内容")


@operation("sales.decide_supervision", permission=SUPERVISE_ORDER, label=("主管审批", "Supervisor decision"))
def decide_supervision(*, order_id: int, agree: bool, reason: str, actor: Actor, at: datetime) -> Order:
    """Agree, or refuse with a reason (the order is then rejected and goes back to its owner).

    Raises NotFound, NothingToDecide, NotTheSupervisor, FieldErrors for a refusal without reason.
    """
    if not agree and not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("请写明不同意的理由"))])
    order = locked_order(order_id, actor=actor, permission=SUPERVISE_ORDER)
    asked = lock(order.supervisions.filter(state=Supervision.State.PENDING)).first()
    if asked is None or asked.digest != content_digest(stored_draft(order, order_lines(order), at=at)):
        raise NothingToDecide(number=order.number)
    _require_supervisor(order, asked, actor)
    state = Supervision.State.APPROVED if agree else Supervision.State.REFUSED
    asked.state, asked.reason, asked.decided_at = state, reason.strip()[:500], at
    asked.decided_by_id, asked.decided_by_name = actor.user_id, actor.name
    asked.save(update_fields=["state", "reason", "decided_at", "decided_by_id", "decided_by_name"])
    values = {"supervision_state": str(state)} | ({} if agree else {"reject_reason": reason.strip()[:500]})
    change_order(order, values, actor=actor, at=at, reason=reason, status=None if agree else OrderStatus.REJECTED)
    if order.owner_id:
        verb = gettext_lazy("主管已同意订单 %(number)s") if agree else gettext_lazy("主管没有同意订单 %(number)s")
        notify([order.owner_id], kind="sales.supervision", text=lambda: str(verb) % {"number": order.number},
               url=f"/orders/{order.number}/", at=at)  # fmt: skip
    if not agree:
        publish(OrderRejected(**facts_of(order), reason=reason))
    return order


def _require_supervisor(order: Order, asked: Supervision, actor: Actor) -> None:
    if not may_decide(order, asked, actor):
        who = asked.supervisor.full_name if asked.supervisor else "—"
        raise NotTheSupervisor(number=order.number, who=who)
