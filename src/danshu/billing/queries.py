"""Reads of money documents for pages and API."""

from __future__ import annotations

from django.db.models import QuerySet

from danshu.billing.models import Match, PaymentMethod, Receipt, Refund
from danshu.billing.permissions import VIEW_RECEIPT, VIEW_REFUND
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound


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
    return list(receipt.matches.select_related("order").order_by("id"))


def matches_of_order(order_id: int) -> list[Match]:
    """By which receipts an order was paid."""
    return list(Match.objects.filter(order_id=order_id).select_related("receipt").order_by("id"))


def refund_rows(actor: Actor) -> QuerySet[Refund]:
    """Refunds in scope."""
    return Refund.objects.visible_to(actor, VIEW_REFUND)


def refund_by_number(actor: Actor, number: str) -> Refund:
    """One refund. Raises NotFound."""
    found = refund_rows(actor).filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def refunds_of_order(order_id: int) -> list[Refund]:
    """An order's refunds."""
    return list(Refund.objects.filter(order_id=order_id).order_by("id"))


def method_choices() -> list[tuple[str, str]]:
    """Valid payment methods by which money is received."""
    rows = PaymentMethod.objects.filter(is_valid=True).exclude(kind__in=("credit", "balance"))
    return [(m.code, m.name) for m in rows.order_by("position")]
