"""Reads of money documents for pages and API."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import F, Prefetch, QuerySet, Sum

from danshu.billing.lifecycle import TO_MATCH, TO_PAY, RefundStatus
from danshu.billing.methods import allows
from danshu.billing.models import Match, MatchLine, PaymentMethod, PaymentProblem, Receipt, Refund
from danshu.billing.permissions import APPROVE_REFUND, CONFIGURE_METHODS, EXECUTE_REFUND, VIEW_RECEIPT, VIEW_REFUND
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.money import ZERO
from danshu.parties.queries import order_customer
from danshu.sales.records import Order
from danshu.sales.sight import PRIVATE, of_order


def receipt_rows(actor: Actor) -> QuerySet[Receipt]:
    """All receipts, for those who may see receipts at all: money is headquarters' business."""
    rows = Receipt.objects.select_related("recorded_by")
    return rows if actor.can(VIEW_RECEIPT) else rows.none()


def receipt_by_number(actor: Actor, number: str) -> Receipt:
    """One receipt. Raises NotFound."""
    found = receipt_rows(actor).filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def matches_of_receipt(receipt: Receipt) -> list[Match]:
    """What a receipt was matched to."""
    lines = MatchLine.objects.select_related("order_line").order_by("order_line__position")
    rows = receipt.matches.select_related("order").defer(*of_order(PRIVATE)).order_by("id")
    return list(rows.prefetch_related(Prefetch("lines", lines)))


def matches_of_order(order_id: int) -> list[Match]:
    """By which receipts an order was paid."""
    return list(Match.objects.filter(order_id=order_id).select_related("receipt").order_by("id"))


def refund_rows(actor: Actor) -> QuerySet[Refund]:
    """Refunds in scope."""
    return Refund.objects.visible_to(actor, VIEW_REFUND)


def refunds_to_decide(actor: Actor) -> QuerySet[Refund]:
    """The refunds that wait for the decision of somebody like the actor."""
    return Refund.objects.visible_to(actor, APPROVE_REFUND).filter(status=RefundStatus.APPLIED)


def refunds_to_pay(actor: Actor) -> QuerySet[Refund]:
    """The refunds that wait to be paid, or for the answer of their channel."""
    return Refund.objects.visible_to(actor, EXECUTE_REFUND).filter(status__in=TO_PAY)


def receipts_to_match(actor: Actor) -> QuerySet[Receipt]:
    """The receipts of which something is left."""
    return receipt_rows(actor).filter(state__in=TO_MATCH)


def refund_by_number(actor: Actor, number: str) -> Refund:
    """One refund. Raises NotFound."""
    found = refund_rows(actor).select_related("receipt").filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def refunds_of_order(order_id: int) -> list[Refund]:
    """An order's refunds."""
    return list(Refund.objects.filter(order_id=order_id).order_by("id"))


def open_receipts_of(customer_id: int, currency: str = "CNY") -> QuerySet[Receipt]:
    """Receipts of a customer with money left, the oldest first: what he has here for other orders."""
    taken = F("matched_amount") + F("returned_amount") + F("returning_amount")
    return Receipt.objects.filter(customer_id=customer_id, currency=currency, amount__gt=taken).order_by("pk")


def balance_of(customer_id: int, currency: str = "CNY") -> Decimal:
    """What a customer has here that no order used: prepaid, paid too much, refunded to his balance."""
    left = Sum(F("amount") - F("matched_amount") - F("returned_amount") - F("returning_amount"))
    return open_receipts_of(customer_id, currency).aggregate(s=left)["s"] or ZERO


def refunds_of_receipt(receipt_id: int) -> list[Refund]:
    """A receipt's refunds."""
    return list(Refund.objects.filter(receipt_id=receipt_id).order_by("id"))


def problem_rows(actor: Actor) -> QuerySet[PaymentProblem]:
    """Payments that need a person, for those who may see receipts."""
    rows = PaymentProblem.objects.select_related("receipt", "order")
    return rows if actor.can(VIEW_RECEIPT) else rows.none()


def problem_by_id(actor: Actor, pk: int) -> PaymentProblem:
    """One problem. Raises NotFound."""
    found = problem_rows(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def method_rows(actor: Actor) -> QuerySet[PaymentMethod]:
    """All payment methods, for those who keep them."""
    return PaymentMethod.objects.all() if actor.can(CONFIGURE_METHODS) else PaymentMethod.objects.none()


def method_by_code(actor: Actor, code: str) -> PaymentMethod:
    """One payment method. Raises NotFound."""
    found = method_rows(actor).filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def valid_methods() -> list[PaymentMethod]:
    """The methods that are in use, in their order."""
    return list(PaymentMethod.objects.filter(is_valid=True).order_by("position", "pk"))


def methods_for(order: Order, *, channel: str | None = None) -> list[PaymentMethod]:
    """The methods that an order may be paid by: valid for its channel (or the given one), currency, delivery method
    and the level of its customer (FIN-001)."""
    customer = order_customer(actor=Actor.system(), customer_id=order.customer_id)
    return [
        method
        for method in PaymentMethod.objects.filter(is_valid=True).order_by("position", "pk")
        if allows(
            method,
            channel=channel or order.channel,
            currency=order.currency,
            level_code=customer.level_code,
            delivery_method_id=order.delivery_method_id,
        )
    ]


def method_names() -> dict[str, str]:
    """Code -> name of all methods, also invalid ones, in the active language; one query."""
    return {method.code: method.label for method in PaymentMethod.objects.all()}


def method_choices() -> list[tuple[str, str]]:
    """Valid payment methods by which money is received."""
    rows = PaymentMethod.objects.filter(is_valid=True).exclude(kind__in=("credit", "balance"))
    return [(m.code, m.label) for m in rows.order_by("position")]
