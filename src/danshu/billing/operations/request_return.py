"""Ask for unmatched money to go back to its payer: paid twice, too much, to the wrong company (FIN-006, FIN-012)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.billing.events import RefundRequested
from danshu.billing.loading import facts_of
from danshu.billing.models import Receipt, Refund
from danshu.billing.numbers import REFUND_SERIES
from danshu.billing.operations.request_refund import OverRefunded, request_problems
from danshu.billing.permissions import RETURN_RECEIPT
from danshu.billing.settling import change_receipt
from danshu.billing.ways import BALANCE, way_problems
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.money import stored_amount
from danshu.kit.operation import operation
from danshu.numbering.operations.next_numbers import next_numbers

WAYS = ("original", "bank_transfer", "cash")


@operation("billing.request_return", permission=RETURN_RECEIPT, label=("申请退回收款", "Request return of receipt"))
def request_return(
    *,
    receipt_id: int,
    amount: Decimal,
    reason: str,
    way: str = "original",
    payee: str = "",
    actor: Actor,
    at: datetime,
) -> Refund:
    """Apply for the return of at most what is unmatched; until it is decided the money can be neither matched nor
    returned again.

    Approval and execution are those of every refund. Raises FieldErrors (amount, reason, way, bank data; money of a
    customer's balance has no original way), OverRefunded, NotFound.
    """
    receipt = lock(Receipt.objects.filter(pk=receipt_id)).first()
    if receipt is None:
        raise NotFound()
    problems = request_problems(amount, receipt.currency, reason) + way_problems(way, payee, allowed=WAYS)
    if receipt.method == BALANCE and way == Refund.Way.ORIGINAL:
        problems.append(FieldProblem("way", "original", _("客户余额没有原支付渠道，请选择银行转账或现金")))
    if problems:
        raise FieldErrors(problems)
    if amount > receipt.free_amount:
        limit = f"{receipt.free_amount:,.2f}"
        raise OverRefunded(number=receipt.number, limit=limit, wanted=f"{amount:,.2f}", field="amount")
    change_receipt(receipt, {"returning_amount": receipt.returning_amount + amount}, actor=actor, at=at, reason=reason)
    refund = Refund.objects.create(
        number=next_numbers(REFUND_SERIES, count=1, at=at)[0], receipt=receipt, customer_name=receipt.payer_name,
        amount=stored_amount(amount), currency=receipt.currency, way=way, reason=reason.strip()[:500], payee=payee.strip()[:200],
        applied_at=at, applied_by_id=actor.user_id, applied_by_name=actor.name, created_at=at, updated_at=at,
        updated_by_name=actor.name,
    )  # fmt: skip
    current_context().changed(
        "billing.refund", refund.pk, label=refund.number, changes={"amount": (None, amount)}, reason=reason
    )
    publish(RefundRequested(**facts_of(refund)))
    return refund
