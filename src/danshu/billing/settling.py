"""Keeps the summaries of orders and receipts equal to matches and refunds (FIN-003, FIN-006)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from danshu.billing.lifecycle import RUNNING, ReceiptState, RefundStatus
from danshu.billing.models import Match, Receipt, Refund
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.money import ZERO
from danshu.kit.versions import touch
from danshu.sales.progress import record_payment
from danshu.sales.records import Order


def refunds_of(order: Order) -> tuple[Decimal, Decimal]:
    """(done, running) refunds of an order whose row is locked."""
    done = Refund.objects.filter(order_id=order.pk, status=RefundStatus.DONE).aggregate(s=Sum("amount"))["s"]
    running = Refund.objects.filter(order_id=order.pk, status__in=RUNNING).aggregate(s=Sum("amount"))["s"]
    return done or ZERO, running or ZERO


def allowed_of(order: Order) -> Decimal:
    """What refunds of an order gave for good: the customer need not pay it again."""
    return Refund.objects.filter(order_id=order.pk, allowance__gt=0).aggregate(s=Sum("allowance"))["s"] or ZERO


def refundable(order: Order) -> Decimal:
    """What can still be asked back: money that came in, less refunds done and running. Written-off cents never
    came in, so they cannot go back."""
    done, running = refunds_of(order)
    return received_of(order.pk) - done - running


def received_of(order_id: int) -> Decimal:
    """The money matched to an order, without what was written off."""
    return Match.objects.filter(order_id=order_id).aggregate(s=Sum("amount"))["s"] or ZERO


def settle(order: Order, *, actor: Actor, at: datetime) -> None:
    """Recompute the summary of a locked order from its matches and refunds."""
    sums = Match.objects.filter(order_id=order.pk).aggregate(paid=Sum("amount"), off=Sum("written_off"))
    paid = (sums["paid"] or ZERO) + (sums["off"] or ZERO)
    done, running = refunds_of(order)
    record_payment(
        order, paid=paid, refunded=done, allowed=allowed_of(order), refund_running=running > 0, actor=actor, at=at
    )


def state_of(receipt: Receipt) -> str:
    """FIN-006: where a receipt stands, by its amounts."""
    if receipt.matched_amount + receipt.returned_amount >= receipt.amount:
        return ReceiptState.MATCHED if receipt.matched_amount else ReceiptState.RETURNED
    return ReceiptState.PARTLY_MATCHED if receipt.matched_amount else ReceiptState.UNMATCHED


def change_receipt(
    receipt: Receipt, values: Mapping[str, Any], *, actor: Actor, at: datetime, reason: str = ""
) -> None:
    """Set fields of a locked receipt, its state with them, and note old and new."""
    changes = {name: (getattr(receipt, name), new) for name, new in values.items()}
    for name, new in values.items():
        setattr(receipt, name, new)
    receipt.state = state_of(receipt)
    receipt.save(update_fields=[*values, "state", *touch(receipt, actor=actor, at=at)])
    current_context().changed("billing.receipt", receipt.pk, label=receipt.number, changes=changes, reason=reason)
