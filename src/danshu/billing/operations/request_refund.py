"""Ask for money to go back (FIN-012); for a paid order that is given up, cancelling follows the refund (ORD-033)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.filing import Filing, file_refund
from danshu.billing.models import Refund
from danshu.billing.permissions import REQUEST_REFUND
from danshu.billing.settling import refundable, refunds_of
from danshu.billing.ways import BALANCE, way_problems
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.money import round_amount, stored_amount
from danshu.kit.operation import operation
from danshu.sales.loading import locked_order, order_lines
from danshu.sales.operations.cancel_order import AlreadyShipped


class OverRefunded(DomainError):
    """More than was paid, together with what is running (INV-M5)."""

    code = "over_refunded"
    message = gettext_lazy("%(number)s 最多还能退 %(limit)s，申请的是 %(wanted)s")
    way_out = gettext_lazy("减少退款金额，或等正在处理的退款结束")


def request_problems(amount: Decimal, currency: str, reason: str) -> list[FieldProblem]:
    """What is wrong with an application's amount and reason."""
    problems = []
    if not amount.is_finite() or amount <= 0 or amount != round_amount(amount, currency):
        problems.append(FieldProblem("amount", "range", _("退款金额应大于 0，最多两位小数")))
    if not reason.strip():
        problems.append(FieldProblem("reason", "required", _("请写明退款原因")))
    return problems


class NotAllOfIt(DomainError):
    """An order is given up only with all the money that came in (ORD-033)."""

    code = "not_all_of_it"
    message = gettext_lazy("取消订单 %(number)s 要退回全部已收的 %(whole)s，申请的是 %(wanted)s")
    way_out = gettext_lazy("退回全部金额；只退一部分时不要选择取消订单；有正在处理的退款时等它结束")


@operation("billing.request_refund", permission=REQUEST_REFUND, label=("申请退款", "Request refund"))
def request_refund(
    *,
    order_id: int,
    amount: Decimal,
    reason: str,
    way: str = "original",
    payee: str = "",
    cancels_order: bool = False,
    lowers_claim: bool | None = None,
    actor: Actor,
    at: datetime,
) -> Refund:
    """Apply for a refund of at most the money that came in and is not being refunded already.

    way: "original", "bank_transfer" (with payee), "cash", or "balance": the money stays here for other orders of the
    customer. cancels_order: when the money is back the order is cancelled; refused once something was shipped, and
    for less than all the money.
    lowers_claim: it is given for good (a price reduction, something missing) and the customer need not pay it again;
    else the order is open again, as when he will pay by another way. Where it is not said (None), a part lowers the
    claim, while all the money or what stays as balance reopens it (docs/adr/0014). Raises
    FieldErrors (amount, reason, way, bank data for a transfer), OverRefunded, NotAllOfIt, AlreadyShipped, NotFound.
    """
    order = locked_order(order_id, actor=actor, permission=REQUEST_REFUND)
    problems = request_problems(amount, order.currency, reason) + way_problems(way, payee)
    if problems:
        raise FieldErrors(problems)
    limit = refundable(order)
    if amount > limit:
        raise OverRefunded(number=order.number, limit=f"{limit:,.2f}", wanted=f"{amount:,.2f}", field="amount")
    if cancels_order and any(line.shipped_quantity for line in order_lines(order)):
        raise AlreadyShipped(number=order.number)
    whole = limit + refunds_of(order)[1]
    if cancels_order and amount != whole:
        raise NotAllOfIt(number=order.number, whole=f"{whole:,.2f}", wanted=f"{amount:,.2f}", field="amount")
    for_good = way != BALANCE and amount < limit if lowers_claim is None else lowers_claim
    filing = Filing(way, reason, payee, cancels_order=cancels_order, lowers_claim=for_good and not cancels_order)
    return file_refund(order, stored_amount(amount), filing, actor=actor, at=at)
