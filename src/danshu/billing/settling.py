"""Keeps an order's payment summary equal to its receipts and refunds (FIN-003)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from danshu.billing.lifecycle import RUNNING, RefundStatus
from danshu.billing.models import Match, Refund
from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.sales.progress import record_payment
from danshu.sales.records import Order


def refunds_of(order: Order) -> tuple[Decimal, Decimal]:
    """(done, running) refunds of an order whose row is locked."""
    done = Refund.objects.filter(order_id=order.pk, status=RefundStatus.DONE).aggregate(s=Sum("amount"))["s"]
    running = Refund.objects.filter(order_id=order.pk, status__in=RUNNING).aggregate(s=Sum("amount"))["s"]
    return done or ZERO, running or ZERO


def settle(order: Order, *, actor: Actor, at: datetime) -> None:
    """Recompute the summary of a locked order from its matches and refunds."""
    sums = Match.objects.filter(order_id=order.pk).aggregate(paid=Sum("amount"), off=Sum("written_off"))
    paid = (sums["paid"] or ZERO) + (sums["off"] or ZERO)
    done, running = refunds_of(order)
    record_payment(order, paid=paid, refunded=done, refund_running=running > 0, actor=actor, at=at)
