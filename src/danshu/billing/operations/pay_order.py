"""Record a payment for one order and settle it in one step (FIN-002)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from danshu.billing.models import Receipt
from danshu.billing.operations.match_receipt import match_receipt
from danshu.billing.operations.record_receipt import record_receipt
from danshu.billing.permissions import RECORD_RECEIPT
from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.kit.operation import operation
from danshu.sales.loading import locked_order


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
    actor: Actor,
    at: datetime,
) -> Receipt:
    """Record a receipt from the order's customer; what exceeds the open amount stays unmatched on the receipt.

    Raises what record_receipt and match_receipt refuse, NotFound.
    """
    order = locked_order(order_id, actor=actor, permission=RECORD_RECEIPT)
    receipt = record_receipt.within(
        received_date=received_date, payer_name=payer_name or order.customer_name, amount=amount, method=method,
        currency=order.currency, customer_id=order.customer_id, bank_account=bank_account, reference=reference,
        actor=actor, at=at,
    )  # fmt: skip
    owed = max(order.total - order.paid_amount + order.refunded_amount, ZERO)
    # an order that owes nothing is refused by match_receipt, which names why
    return match_receipt.within(
        receipt_id=receipt.pk, amounts={order.pk: min(amount, owed) or amount}, actor=actor, at=at
    )
