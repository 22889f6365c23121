"""A payment provider told of a payment: credited once, however often it is told (FIN-002, FIN-005, INV-M3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from danshu.billing.lifecycle import ProblemKind
from danshu.billing.models import PaymentProblem, Receipt
from danshu.billing.operations.match_receipt import PAYABLE, match_receipt
from danshu.billing.operations.record_receipt import record_receipt
from danshu.billing.permissions import RECORD_RECEIPT
from danshu.billing.problems import list_problem
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock_slot
from danshu.kit.money import ZERO
from danshu.kit.operation import operation
from danshu.sales.loading import locked_order_by_number
from danshu.sales.records import Order


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says."""

    method: str
    transaction: str
    order_number: str
    amount: Decimal
    currency: str
    payer_name: str


class Credited(TypedDict):
    """The receipt of a notice, and what a person has to decide about it: keys, so that a repeated call can answer."""

    receipt_id: int
    problem_id: int | None


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
) -> Credited:
    """Credit a provider's payment to an order; the same (method, transaction) again answers with the first receipt.

    Money that does not fit (unknown, cancelled or paid order, other currency, too much, too little) is recorded, stays
    unmatched as far as the order does not owe it, and is listed for a person to decide. A repeated transaction with
    another amount, currency or order changes nothing and is listed too. Raises FieldErrors (method, amount).
    """
    lock_slot("billing.notice", method, transaction)
    told = Told(method, transaction, order_number, amount, currency, payer_name)
    known = Receipt.objects.filter(method=method, channel_transaction=transaction).first()
    if known is not None:
        return _credited(known, _compared(known, told, actor=actor, at=at))
    order = _order(order_number)
    receipt = record_receipt.within(
        received_date=business_date(at), payer_name=payer_name or (order.customer_name if order else transaction),
        amount=amount, method=method, currency=currency, customer_id=order.customer_id if order else None,
        channel_transaction=transaction, named_order=order_number, actor=actor, at=at,
    )  # fmt: skip
    kind, owed = _what_is_wrong(order, told)
    if order is not None and kind in ("", ProblemKind.TOO_MUCH):
        receipt = match_receipt.within(receipt_id=receipt.pk, amounts={order.pk: min(amount, owed)}, actor=actor, at=at)
    if not kind:
        return _credited(receipt, None)
    expected = f"{order.currency} {owed:,.2f}" if order else ""
    return _credited(receipt, list_problem(told, kind, order, receipt, expected, actor=actor, at=at))


def _credited(receipt: Receipt, problem: PaymentProblem | None) -> Credited:
    return {"receipt_id": receipt.pk, "problem_id": problem.pk if problem else None}


def _order(number: str) -> Order | None:
    try:
        return locked_order_by_number(number)
    except NotFound:
        return None


def _what_is_wrong(order: Order | None, told: Told) -> tuple[str, Decimal]:
    """The kind of problem ("" for none) and what the order owes."""
    if order is None:
        return ProblemKind.UNKNOWN_ORDER, ZERO
    owed = max(order.open_amount, ZERO)
    if order.currency != told.currency:
        return ProblemKind.WRONG_CURRENCY, owed
    if order.status not in PAYABLE:
        return ProblemKind.NOT_PAYABLE, owed
    if owed == ZERO:
        return ProblemKind.PAID_TWICE, owed
    if told.amount != owed:
        return ProblemKind.TOO_MUCH if told.amount > owed else ProblemKind.TOO_LITTLE, owed
    return "", owed


def _compared(known: Receipt, told: Told, *, actor: Actor, at: datetime) -> PaymentProblem | None:
    """A replay answers as the first time; one that says something else is listed."""
    if (known.amount, known.currency, known.named_order) == (told.amount, told.currency, told.order_number):
        return known.problems.exclude(kind=ProblemKind.DIFFERS).order_by("pk").first()
    expected = f"{known.named_order} {known.currency} {known.amount:,.2f}"
    return list_problem(told, ProblemKind.DIFFERS, None, known, expected, actor=actor, at=at)
