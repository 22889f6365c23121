"""A payment provider told of a payment: credited once, however often it is told (FIN-002, COM-013, INV-M3)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy

from danshu.billing.models import Receipt
from danshu.billing.operations.match_receipt import PAYABLE, match_receipt
from danshu.billing.operations.record_receipt import record_receipt
from danshu.billing.permissions import RECORD_RECEIPT
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import DomainError
from danshu.kit.locks import lock_slot
from danshu.kit.money import ZERO
from danshu.kit.operation import operation
from danshu.sales.loading import locked_order_by_number


class NoticeDiffers(DomainError):
    """A transaction number came back with another amount or currency."""

    code = "notice_differs"
    message = gettext_lazy("流水 %(transaction)s 已登记为 %(known)s，与通知的 %(told)s 不同")
    way_out = gettext_lazy("向支付渠道核对这笔流水，不要重复入账")


@operation(
    "billing.credit_notified_payment", permission=RECORD_RECEIPT, label=("支付通知入账", "Credit notified payment")
)
def credit_notified_payment(
    *,
    method: str,
    transaction: str,
    order_number: str,
    amount: Decimal,
    currency: str,
    payer_name: str = "",
    actor: Actor,
    at: datetime,
) -> Receipt:
    """Credit a provider's payment to an order; the same (method, transaction) again answers with the first receipt.

    What the order does not owe (paid twice, cancelled meanwhile) stays unmatched for a person to decide. Raises
    NotFound for an unknown order, NoticeDiffers for a known transaction with another amount or currency.
    """
    lock_slot("billing.notice", method, transaction)
    known = Receipt.objects.filter(method=method, channel_transaction=transaction).first()
    if known is not None:
        if (known.amount, known.currency) != (amount, currency):
            raise NoticeDiffers(
                transaction=transaction, known=f"{known.currency} {known.amount}", told=f"{currency} {amount}"
            )
        return known
    order = locked_order_by_number(order_number)
    receipt = record_receipt.within(
        received_date=business_date(at), payer_name=payer_name or order.customer_name, amount=amount, method=method,
        currency=currency, customer_id=order.customer_id, channel_transaction=transaction, actor=actor, at=at,
    )  # fmt: skip
    owed = max(order.total - order.paid_amount + order.refunded_amount, ZERO)
    if owed > 0 and order.status in PAYABLE and order.currency == currency:
        receipt = match_receipt.within(receipt_id=receipt.pk, amounts={order.pk: min(amount, owed)}, actor=actor, at=at)
    return receipt
