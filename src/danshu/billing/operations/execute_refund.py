"""Finance pays a refund back (FIN-013): once, however often the button is pressed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.billing.accounts import BANK, RECEIVABLE, customer_owner
from danshu.billing.events import RefundDone
from danshu.billing.lifecycle import RefundStatus
from danshu.billing.loading import change_refund, locked_refund
from danshu.billing.models import Refund
from danshu.billing.permissions import EXECUTE_REFUND
from danshu.billing.settling import settle
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import publish
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.ledger.accounts import AccountKey
from danshu.ledger.posting import PostingLine, post
from danshu.sales.lifecycle import CONFIRMED, OrderStatus
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.records import Order


@operation("billing.execute_refund", permission=EXECUTE_REFUND, label=("执行退款", "Execute refund"))
def execute_refund(
    *,
    refund_id: int,
    succeeded: bool = True,
    reference: str = "",
    failure: str = "",
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Refund:
    """Note that the money went back (or failed to); a failed refund can be executed again. Done twice pays once.

    An order that is given up with the refund is cancelled in the same step. Raises FieldErrors (failure without
    its reason), NotFound, StaleState, IllegalTransition.
    """
    if not succeeded and not failure.strip():
        raise FieldErrors([FieldProblem("failure", "required", _("请写明失败原因"))])
    order, refund = locked_refund(refund_id, actor=actor, permission=EXECUTE_REFUND, seen_status=seen_status)
    if refund.status == RefundStatus.DONE and succeeded:
        return refund
    if not succeeded:
        values: dict[str, Any] = {"failure": failure.strip()[:500]}
        change_refund(refund, values, status=RefundStatus.FAILED, reason=failure, actor=actor, at=at)
        return refund
    values = {"executed_at": at, "executed_by_name": actor.name, "reference": reference.strip()[:100], "failure": ""}
    change_refund(refund, values, status=RefundStatus.DONE, actor=actor, at=at)
    owner = customer_owner(order.customer_id)
    post(
        source=refund.ref, kind="refunded", on=business_date(at), at=at, memo=refund.number,
        lines=[PostingLine(AccountKey(RECEIVABLE, owner, refund.currency), refund.amount),
               PostingLine(AccountKey(BANK, f"refund:{refund.way}", refund.currency), -refund.amount)],
    )  # fmt: skip
    settle(order, actor=actor, at=at)
    publish(
        RefundDone(aggregate=refund.ref, version=refund.version, number=refund.number,
                   order_number=order.number, amount=refund.amount)
    )  # fmt: skip
    _cancel_when_asked(order, refund, actor=actor, at=at)
    return refund


def _cancel_when_asked(order: Order, refund: Refund, *, actor: Actor, at: datetime) -> None:
    open_order = order.status == OrderStatus.AWAITING_REVIEW or order.status in CONFIRMED
    if refund.cancels_order and open_order and order.paid_amount == order.refunded_amount:
        # the right to execute the refund carries the cancelling that was asked for with it
        cancel_order.within(order_id=order.pk, reason=refund.reason, actor=Actor.system(), at=at)
