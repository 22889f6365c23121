"""Money of the demo company that nobody has placed yet: receipts to be matched, payments that did not fit."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from danshu.billing.operations.credit_notified_payment import credit_notified_payment
from danshu.billing.operations.match_receipt import PAYABLE, match_receipt
from danshu.billing.operations.record_receipt import record_receipt
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.sales.records import Order

ACCOUNT = "示例银行 0001"
STRANGER, STRANGE_AMOUNT = "示例清风贸易行", Decimal("1280.00")
UNKNOWN_ORDER = "SO-000000-0000"


def build(*, actor: Actor, at: datetime) -> int:
    """Record today's bank lines and two notices of a payment provider; returns how many receipts there are now more.

    The lines show every way of matching: by order number, by amount, by payer, one that is more than its order owes,
    one partly matched, and one of a payer whom nobody knows.
    """
    owing = list(Order.objects.filter(status="approved", payment_state="unpaid").order_by("-pk")[:3])
    partly = Order.objects.filter(payment_state="partly_paid").order_by("-pk").first()
    if len(owing) < 3 or partly is None:
        return 0
    named, same, more = owing
    _line(1, named.customer_name, named.total, f"货款 {named.number}", actor=actor, at=at)
    _line(2, same.customer_name, same.total, "", actor=actor, at=at)
    _line(3, more.customer_name, more.total + 300, "预付下一批", actor=actor, at=at)
    _line(4, STRANGER, STRANGE_AMOUNT, "货款", actor=actor, at=at)
    owed = partly.total - partly.paid_amount
    receipt = _line(5, partly.customer_name, owed + 500, partly.number, actor=actor, at=at)
    match_receipt(receipt_id=receipt, amounts={partly.pk: owed}, actor=actor, at=at)
    return 5 + _notices(actor=actor, at=at)


def _line(number: int, payer: str, amount: Decimal, remark: str, *, actor: Actor, at: datetime) -> int:
    moment = at - timedelta(minutes=40 - number)
    return int(record_receipt(
        received_date=business_date(moment), payer_name=payer, amount=amount, method="bank_transfer",
        bank_account=ACCOUNT, reference=f"YH{business_date(moment):%y%m%d}{number:04d}", remark=remark, actor=actor,
        at=moment,
    ).pk)  # fmt: skip


def _notices(*, actor: Actor, at: datetime) -> int:
    paid = Order.objects.filter(status__in=PAYABLE, payment_state="paid").order_by("-pk").first()
    wrong = [(UNKNOWN_ORDER, Decimal("86.00"))] + ([(paid.number, paid.total)] if paid else [])
    for place, (order, amount) in enumerate(wrong):
        credit_notified_payment(
            method="alipay", transaction=f"2026DEMO{place:06d}", order_number=order, amount=amount, currency="CNY",
            payer_name="", actor=actor, at=at - timedelta(minutes=30 - place),
        )  # fmt: skip
    return len(wrong)
