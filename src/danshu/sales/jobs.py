"""What happens to orders by itself; every run is safe to repeat, and a refusal of one order stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.money import ZERO
from danshu.kit.words import with_count
from danshu.parameters.queries import value
from danshu.sales.lifecycle import Channel, OrderStatus, PaymentTerms, ShippingState
from danshu.sales.models import Order, OrderLine
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.complete_order import complete_order

log = logging.getLogger("danshu.sales")


def complete_received_orders(*, at: datetime) -> int:
    """Complete orders received (or services confirmed) `auto_complete_days` ago (ORD-031); returns how many."""
    before = at - timedelta(days=int(value("auto_complete_days")))
    open_service = OrderLine.objects.filter(order=OuterRef("pk"), done_at=None)
    fresh_service = OrderLine.objects.filter(order=OuterRef("pk"), done_at__gt=before)
    received = Order.objects.filter(
        Q(status=OrderStatus.SIGNED, signed_at__lte=before)
        | Q(status=OrderStatus.IN_PROGRESS, shipping_state=ShippingState.NOT_APPLICABLE)
        & ~Exists(open_service) & ~Exists(fresh_service)
    )  # fmt: skip

    def complete(order_id: int, status: str) -> object:
        return complete_order(order_id=order_id, seen_status=status, actor=Actor.system(), at=at)

    return _each(received.order_by("pk").values_list("pk", "status"), complete)


def cancel_unpaid_orders(*, at: datetime) -> int:
    """Cancel prepaid shop orders that nobody paid within `unpaid_cancel_hours` (ORD-033); returns how many."""
    hours = int(value("unpaid_cancel_hours"))
    unpaid = Order.objects.filter(
        channel__in=(Channel.SHOP, Channel.SELF_SERVICE), payment_terms=PaymentTerms.PREPAID, paid_amount=ZERO,
        total__gt=ZERO, status__in=(OrderStatus.AWAITING_REVIEW, OrderStatus.APPROVED),
        submitted_at__lte=at - timedelta(hours=hours),
    )  # fmt: skip

    def cancel(order_id: int, status: str) -> object:
        reason = with_count("超过 %(hours)s 小时未付款，自动取消", "hours") % {"hours": hours}
        return cancel_order(order_id=order_id, reason=reason, seen_status=status, actor=Actor.system(), at=at)

    return _each(unpaid.order_by("pk").values_list("pk", "status"), cancel)


def _each(orders: Iterable[tuple[int, str]], act: Callable[[int, str], object]) -> int:
    done = 0
    for order_id, status in list(orders):
        try:
            act(order_id, status)
            done += 1
        except DomainError as refusal:  # not settled yet, or somebody acted meanwhile: the next run looks again
            log.info("left for the next run", extra={"order": order_id, "refusal": refusal.code})
    return done
