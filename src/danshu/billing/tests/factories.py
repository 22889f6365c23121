"""Money documents for tests, made by the real operations."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from danshu.billing.models import PaymentProblem, Receipt, Refund
from danshu.billing.operations.credit_notified_payment import credit_notified_payment
from danshu.billing.operations.decide_refund import decide_refund
from danshu.billing.operations.execute_refund import execute_refund
from danshu.billing.operations.match_receipt import match_receipt
from danshu.billing.operations.pay_order import pay_order
from danshu.billing.operations.record_receipt import record_receipt
from danshu.billing.operations.request_refund import request_refund
from danshu.billing.operations.request_return import request_return
from danshu.kit.verification import CHECKS
from danshu.sales.models import Order
from danshu.sales.tests.world import NOON, World

TOTAL = Decimal("225.40")  # of world.order(): 2 x 42.50 + 3 x 46.80
TODAY = NOON.date()


def received(world: World, amount: object, **values: Any) -> Receipt:
    """A receipt of bank money."""
    given = {"received_date": TODAY, "payer_name": "示例青禾连锁超市", "method": "bank_transfer"} | values
    return record_receipt(amount=Decimal(str(amount)), **given, actor=world.finance, at=NOON)


def matched(world: World, receipt: Receipt, amounts: dict[Order, object], **values: Any) -> Receipt:
    """Match a receipt to orders."""
    given = {order.pk: Decimal(str(amount)) for order, amount in amounts.items()}
    return match_receipt(receipt_id=receipt.pk, amounts=given, **values, actor=world.finance, at=NOON)


def paid(world: World, order: Order, amount: object = TOTAL, **values: Any) -> Receipt:
    """A payment of an order."""
    given = {"received_date": TODAY, "method": "bank_transfer"} | values
    receipt = pay_order(order_id=order.pk, amount=Decimal(str(amount)), **given, actor=world.finance, at=NOON)
    order.refresh_from_db()
    return receipt


@dataclass(frozen=True)
class Credited:
    """The records of a notice; the tests say which of them there must be."""

    receipt: Receipt
    problem: Any


def told(world: World, number: str, amount: object = TOTAL, **values: Any) -> Credited:
    """A payment provider's notice."""
    given = {"method": "wechat", "transaction": "42000001", "currency": "CNY"} | values
    keys = credit_notified_payment(
        order_number=number, amount=Decimal(str(amount)), **given, actor=world.finance, at=NOON
    )
    problem = PaymentProblem.objects.filter(pk=keys["problem_id"]).first()
    return Credited(Receipt.objects.get(pk=keys["receipt_id"]), problem)


def requested(world: World, order: Order, amount: object, **values: Any) -> Refund:
    """An application by the seller."""
    given = {"reason": "客户少要一箱"} | values
    return request_refund(order_id=order.pk, amount=Decimal(str(amount)), **given, actor=world.clerk, at=NOON)


def approved(world: World, refund: Refund) -> Refund:
    """Approved by customer service."""
    return decide_refund(refund_id=refund.pk, approve=True, actor=world.service_desk, at=NOON)


def executed(world: World, refund: Refund, **values: Any) -> Refund:
    """Carried out by finance."""
    return execute_refund(refund_id=refund.pk, **values, actor=world.finance, at=NOON)


def refunded(world: World, order: Order, amount: object, **values: Any) -> Refund:
    """All three steps."""
    refund = executed(world, approved(world, requested(world, order, amount, **values)))
    order.refresh_from_db()
    return refund


def returned(world: World, receipt: Receipt, amount: object, **values: Any) -> Refund:
    """Finance asks for unmatched money to go back."""
    given = {"reason": "付错公司"} | values
    return request_return(receipt_id=receipt.pk, amount=Decimal(str(amount)), **given, actor=world.finance, at=NOON)


def amounts(receipt: Receipt) -> tuple[Decimal, Decimal, Decimal, str]:
    """(matched, returned, free, state), read anew."""
    receipt.refresh_from_db()
    return receipt.matched_amount, receipt.returned_amount, receipt.free_amount, receipt.state


def money_of(order: Order) -> tuple[Decimal, Decimal, str]:
    """(paid, refunded, payment state), read anew."""
    order.refresh_from_db()
    return order.paid_amount, order.refunded_amount, order.payment_state


def problems() -> list[str]:
    """The kinds of open problems."""
    return list(PaymentProblem.objects.filter(closed_at=None).order_by("pk").values_list("kind", flat=True))


def drifts() -> list[str]:
    """What `danshu verify` finds in money."""
    codes = [code for code in CHECKS if code.startswith(("billing.", "ledger."))]
    return [f"{code}: {text}" for code in sorted(codes) for text in CHECKS[code].function()]
