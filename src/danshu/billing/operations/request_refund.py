"""Ask for money to go back (FIN-012); for a paid order that is given up, cancelling follows the refund (ORD-033)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.models import Refund
from danshu.billing.numbers import REFUND_SERIES
from danshu.billing.permissions import REQUEST_REFUND
from danshu.billing.settling import refunds_of, settle
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.numbering.operations.next_numbers import next_numbers
from danshu.sales.loading import locked_order, order_lines
from danshu.sales.operations.cancel_order import AlreadyShipped


class OverRefunded(DomainError):
    """More than was paid, together with what is running (INV-M5)."""

    code = "over_refunded"
    message = gettext_lazy("订单 %(number)s 最多还能退 %(limit)s，申请的是 %(wanted)s")
    way_out = gettext_lazy("减少退款金额，或等正在处理的退款结束")


@operation("billing.request_refund", permission=REQUEST_REFUND, label=("申请退款", "Request refund"))
def request_refund(
    *,
    order_id: int,
    amount: Decimal,
    reason: str,
    way: str = "original",
    payee: str = "",
    cancels_order: bool = False,
    actor: Actor,
    at: datetime,
) -> Refund:
    """Apply for a refund of at most what was paid and is not being refunded already.

    cancels_order: when the money is back the order is cancelled; refused once something was shipped. Raises
    FieldErrors (amount, reason, way, bank data for a transfer), OverRefunded, AlreadyShipped, NotFound.
    """
    problems = []
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        problems.append(FieldProblem("amount", "range", _("退款金额应大于 0，最多两位小数")))
    if not reason.strip():
        problems.append(FieldProblem("reason", "required", _("请写明退款原因")))
    if way not in Refund.Way.values:
        problems.append(FieldProblem("way", "unknown", _("请选择退款方式")))
    if way == Refund.Way.BANK_TRANSFER and not payee.strip():
        problems.append(FieldProblem("payee", "required", _("银行转账需要收款户名和账号")))
    if problems:
        raise FieldErrors(problems)
    order = locked_order(order_id, actor=actor, permission=REQUEST_REFUND)
    done, running = refunds_of(order)
    limit = order.paid_amount - done - running
    if amount > limit:
        raise OverRefunded(number=order.number, limit=f"{limit:,.2f}", wanted=f"{amount:,.2f}", field="amount")
    if cancels_order and any(line.shipped_quantity for line in order_lines(order)):
        raise AlreadyShipped(number=order.number)
    refund = Refund.objects.create(
        number=next_numbers(REFUND_SERIES, count=1, at=at)[0], order_id=order.pk, order_number=order.number,
        customer_name=order.customer_name, unit_id=order.unit_id, owner_id=order.owner_id, amount=amount,
        currency=order.currency, way=way, reason=reason.strip()[:500], payee=payee.strip()[:200],
        cancels_order=cancels_order, applied_at=at, applied_by_id=actor.user_id, applied_by_name=actor.name,
        created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
    settle(order, actor=actor, at=at)
    current_context().changed(
        "billing.refund", refund.pk, label=refund.number, changes={"amount": (None, amount)}, reason=reason
    )
    return refund
