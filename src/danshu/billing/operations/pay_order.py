"""Record a payment for one order and settle it in one step (FIN-002)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy

from danshu.billing.models import Receipt
from danshu.billing.operations.match_receipt import match_receipt, require_payable
from danshu.billing.operations.record_receipt import record_receipt
from danshu.billing.permissions import RECORD_RECEIPT
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.money import ZERO
from danshu.kit.operation import operation
from danshu.sales.loading import locked_order


class AmountChanged(DomainError):
    """The open amount is another one than the person saw (FIN-002)."""

    code = "amount_changed"
    message = gettext_lazy("订单 %(number)s 的未收金额已从 %(seen)s 变为 %(now)s")
    way_out = gettext_lazy("核对新的金额后再提交一次")


@operation("billing.pay_order", permission=RECORD_RECEIPT, label=("登记订单收款", "Record order payment"))
def pay_order(
    *,
    order_id: int,
    amount: Decimal,
    received_date: date,
    method: str,
    payer_name: str = "",
    bank_account: str = "",
    reference: str = "",
    expected_open: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> Receipt:
    """Record a receipt from the order's customer; what exceeds the open amount stays unmatched on the receipt.

    expected_open: the open amount that was shown; AmountChanged when it is another one by now. Raises what
    record_receipt and match_receipt refuse (AlreadyPaid, NotPayable), NotFound.
    """
    order = locked_order(order_id, actor=actor, permission=RECORD_RECEIPT)
    owed = max(order.open_amount, ZERO)
    require_payable(order)
    if expected_open is not None and expected_open != owed:
        facts = {"seen": f"{expected_open:,.2f}", "now": f"{owed:,.2f}"}
        raise AmountChanged(number=order.number, **facts, field="amount")
    receipt = record_receipt.within(
        received_date=received_date, payer_name=payer_name or order.customer_name, amount=amount, method=method,
        currency=order.currency, customer_id=order.customer_id, bank_account=bank_account, reference=reference,
        named_order=order.number, actor=actor, at=at,
    )  # fmt: skip
    return match_receipt.within(receipt_id=receipt.pk, amounts={order.pk: min(amount, owed)}, actor=actor, at=at)
