"""Finance pays a refund back (FIN-013): once, however often the button is pressed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.events import RefundDone, RefundFailed
from danshu.billing.giving_up import cancel_with, rest_of
from danshu.billing.lifecycle import RefundStatus
from danshu.billing.loading import Held, change_refund, facts_of, locked_refund
from danshu.billing.models import Refund
from danshu.billing.permissions import EXECUTE_REFUND
from danshu.billing.refunding import allowance_of, pay_back, take_back_write_offs
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.money import ZERO
from danshu.kit.operation import operation
from danshu.ui.formats import money_text

DONE, FAILED, SUBMITTED = "done", "failed", "submitted"
OUTCOMES = {DONE: RefundStatus.DONE, FAILED: RefundStatus.FAILED, SUBMITTED: RefundStatus.EXECUTING}


class OwnApproval(DomainError):
    """Approver and executor are two persons."""

    code, status = "own_approval", 403
    message = gettext_lazy("不能执行自己审批的退款 %(number)s")
    way_out = gettext_lazy("请其他有权限的同事执行")


class NotApprovedWay(DomainError):
    """Money would go by a way, or to an account, that nobody approved."""

    code, status = "not_approved_way", 403
    message = gettext_lazy("退款 %(number)s 只能按批准的退款方式和收款账号执行")
    way_out = gettext_lazy("要换方式或账号：先登记退款失败，请审批人选“不再退款”，再按新的方式重新申请")


@operation("billing.execute_refund", permission=EXECUTE_REFUND, label=("执行退款", "Execute refund"))
def execute_refund(
    *,
    refund_id: int,
    outcome: str = DONE,
    reference: str = "",
    failure: str = "",
    way: str | None = None,
    payee: str = "",
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Refund:
    """Note that the money went back ("done"), failed to ("failed"), or was given to the channel ("submitted").

    way, payee: what the executor saw; the money goes only by the approved way to the approved account. A failed one can
    be executed again; another way is another application. Done twice pays once. An order that is given up with the
    refund is cancelled in the same step; when more money came in meanwhile it stays, and applicant and seller are told.
    Raises OwnApproval (approver and executor are two persons), NotApprovedWay,
    FieldErrors (outcome, failure without its reason, way), NotFound, StaleState, IllegalTransition.
    """
    held = locked_refund(refund_id, actor=actor, permission=EXECUTE_REFUND, seen_status=seen_status)
    refund = held.refund
    if actor.user_id is not None and actor.user_id == refund.decided_by_id:
        raise OwnApproval(number=refund.number)
    _require_sound(outcome, failure, way)
    if way not in (None, refund.way) or payee.strip() not in ("", refund.payee):
        raise NotApprovedWay(number=refund.number)
    if refund.status == RefundStatus.DONE and outcome == DONE:
        return refund
    values: dict[str, Any] = {"reference": reference.strip()[:100], "failure": failure.strip()[:500]}
    if outcome == DONE:
        values |= {"executed_at": at, "executed_by_name": actor.name, "failure": "",
                   "allowance": allowance_of(held)}  # fmt: skip
    change_refund(refund, values, status=OUTCOMES[outcome], reason=failure, actor=actor, at=at)
    if outcome == DONE:
        _pay(held, actor=actor, at=at)
    elif outcome == FAILED:
        publish(RefundFailed(**facts_of(refund), reason=refund.failure))
    return refund


def _require_sound(outcome: str, failure: str, way: str | None) -> None:
    problems = []
    if outcome not in OUTCOMES:
        problems.append(FieldProblem("outcome", "unknown", _("请选择结果")))
    if outcome == FAILED and not failure.strip():
        problems.append(FieldProblem("failure", "required", _("请写明失败原因")))
    if way is not None and way not in Refund.Way.values:
        problems.append(FieldProblem("way", "unknown", _("请选择退款方式")))
    if problems:
        raise FieldErrors(problems)


def _pay(held: Held, *, actor: Actor, at: datetime) -> None:
    pay_back(held, actor=actor, at=at)
    held.let_go(returned=True, actor=actor, at=at)
    if held.order is not None:
        take_back_write_offs(held.order, at=at)
    held.settle(actor=actor, at=at)
    is_kept = held.order is not None and not cancel_with(held.refund, held.order, at=at)
    rest = rest_of(held.refund, held.order) if held.order is not None and is_kept else ZERO
    if is_kept:
        facts = {"order": held.refund.order_number, "rest": money_text(rest, held.refund.currency)}
        text = _("订单 %(order)s 没有取消，账上还有 %(rest)s") % facts
        current_context().effect("order_kept", text, "warn")
    whose = held.order.customer_id if held.order is not None else None
    publish(
        RefundDone(**facts_of(held.refund), way=held.refund.way, order_kept=is_kept, order_rest=rest, customer_id=whose)
    )
