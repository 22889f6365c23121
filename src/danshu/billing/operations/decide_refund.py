"""Approve or refuse a refund; nobody approves his own (FIN-013)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.events import RefundDecided
from danshu.billing.lifecycle import RefundStatus
from danshu.billing.loading import change_refund, facts_of, locked_refund
from danshu.billing.models import Refund
from danshu.billing.permissions import APPROVE_LARGE_REFUND, APPROVE_REFUND
from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, StaleState
from danshu.kit.operation import operation
from danshu.parameters.queries import value


class OwnRefund(DomainError):
    """Applicant and approver are two persons."""

    code, status = "own_refund", 403
    message = gettext_lazy("不能审批自己申请的退款 %(number)s")
    way_out = gettext_lazy("请其他有权限的同事审批")


@operation("billing.decide_refund", permission=APPROVE_REFUND, label=("审批退款", "Decide on refund"))
def decide_refund(
    *, refund_id: int, approve: bool, reason: str = "", seen_status: str | None = None, actor: Actor, at: datetime
) -> Refund:
    """Decide on an application; above `refund_manager_limit` (base currency) only a manager.

    An approval is taken back only by who has seen it (seen_status "approved"), so that two who answer one application at
    once decide it once. Raises OwnRefund, Forbidden (large amount), FieldErrors (refusing without a reason), NotFound,
    StaleState,
    IllegalTransition.
    """
    if not approve and not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("请写明拒绝原因"))])
    held = locked_refund(refund_id, actor=actor, permission=APPROVE_REFUND, seen_status=seen_status)
    refund = held.refund
    if actor.user_id is not None and actor.user_id == refund.applied_by_id:
        raise OwnRefund(number=refund.number)
    if not approve and refund.status == RefundStatus.APPROVED and seen_status != refund.status:
        raise StaleState(label=refund.number, state=refund.get_status_display())
    rate = held.order.rate if held.order is not None else 1
    if approve and refund.amount * rate > value("refund_manager_limit"):
        actor.require(APPROVE_LARGE_REFUND)
    values: dict[str, Any] = {
        "decided_at": at,
        "decided_by_id": actor.user_id,
        "decided_by_name": actor.name,
        "decision_reason": reason.strip()[:500],
    }
    status = RefundStatus.APPROVED if approve else RefundStatus.REFUSED
    change_refund(refund, values, status=status, reason=reason, actor=actor, at=at)
    if not approve:
        held.let_go(returned=False, actor=actor, at=at)
    held.settle(actor=actor, at=at)
    publish(RefundDecided(**facts_of(refund), is_approved=approve, reason=values["decision_reason"]))
    return refund
