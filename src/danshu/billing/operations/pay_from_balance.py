"""Settle an order with money the customer has here already: prepaid, paid too much, refunded to the balance."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.operations.match_receipt import match_receipt, require_payable
from danshu.billing.operations.pay_order import AmountChanged
from danshu.billing.permissions import MATCH_RECEIPT
from danshu.billing.queries import open_receipts_of
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.locks import lock
from danshu.kit.money import ZERO, round_amount
from danshu.kit.operation import operation
from danshu.sales.loading import locked_order
from danshu.sales.records import Order


class CustomerBalanceShort(DomainError):
    """The customer has less here than was to be used."""

    code = "customer_balance_short"
    message = gettext_lazy("客户余额只有 %(limit)s，填写的是 %(wanted)s")
    way_out = gettext_lazy("减少金额，其余部分另行收款")


@operation("billing.pay_from_balance", permission=MATCH_RECEIPT, label=("用余额付款", "Pay from balance"))
def pay_from_balance(
    *, order_id: int, amount: Decimal, expected_open: Decimal | None = None, actor: Actor, at: datetime
) -> Order:
    """Match unmatched receipts of the order's customer to it, the oldest first.

    Raises FieldErrors (amount), AmountChanged, CustomerBalanceShort, AlreadyPaid, NotPayable, OverMatched, NotFound.
    """
    order = locked_order(order_id, actor=actor, permission=MATCH_RECEIPT)
    if not amount.is_finite() or amount <= 0 or amount != round_amount(amount, order.currency):
        raise FieldErrors([FieldProblem("amount", "range", _("金额应大于 0，最多两位小数"))])
    require_payable(order)
    owed = order.open_amount
    if expected_open is not None and expected_open != owed:
        facts = {"seen": f"{expected_open:,.2f}", "now": f"{owed:,.2f}"}
        raise AmountChanged(number=order.number, **facts, field="amount")
    receipts = list(lock(open_receipts_of(order.paying_customer_id or order.customer_id, order.currency)))
    limit = sum((receipt.free_amount for receipt in receipts), ZERO)
    if amount > limit:
        raise CustomerBalanceShort(limit=f"{limit:,.2f}", wanted=f"{amount:,.2f}", field="amount")
    rest = amount
    for receipt in receipts:
        part = min(rest, receipt.free_amount)
        if part > ZERO:
            match_receipt.within(receipt_id=receipt.pk, amounts={order.pk: part}, actor=actor, at=at)
            rest -= part
    return order
