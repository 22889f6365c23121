"""Derived progress: the modules above tell what happened to lines and money, the order's summaries follow (bone 2).

These functions run inside the operations of billing and fulfilment, on an order they have locked; nobody types a
progress. `danshu verify` recomputes all of it (INV-L2).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.money import ZERO
from danshu.sales.changing import change_order
from danshu.sales.events import OrderShipped
from danshu.sales.lifecycle import OrderStatus, PaymentState, ShippingState
from danshu.sales.models import Order
from danshu.sales.telling import facts_of

ADD_QUANTITIES = """
UPDATE sales_orderline AS line SET
    shipped_quantity = line.shipped_quantity + given.shipped, signed_quantity = line.signed_quantity + given.signed
FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS given(id, shipped, signed)
WHERE line.id = given.id AND line.order_id = %s
"""
SHIPPABLE_SUMS = """
SELECT coalesce(sum(quantity), 0), coalesce(sum(shipped_quantity), 0), coalesce(sum(signed_quantity), 0)
FROM sales_orderline WHERE order_id = %s AND kind = ANY(%s)
"""


def payment_state_of(total: Decimal, paid: Decimal, refunded: Decimal, *, refund_running: bool = False) -> str:
    """FIN-003: the state that receipts minus refunds against the total make."""
    if refund_running:
        return PaymentState.REFUND_RUNNING
    if refunded > ZERO:
        return PaymentState.REFUNDED if refunded >= paid else PaymentState.PARTLY_REFUNDED
    if paid <= ZERO:
        return PaymentState.PAID if total == ZERO else PaymentState.UNPAID
    return PaymentState.PAID if paid >= total else PaymentState.PARTLY_PAID


def payment_state_after(order: Order, total: Decimal) -> str:
    """FIN-003 for an order whose total changes: what came in stays, what it is compared to does not."""
    running = order.payment_state == PaymentState.REFUND_RUNNING
    return str(payment_state_of(total, order.paid_amount, order.refunded_amount, refund_running=running))


def record_payment(
    order: Order,
    *,
    paid: Decimal,
    refunded: Decimal,
    allowed: Decimal = ZERO,
    refund_running: bool = False,
    actor: Actor,
    at: datetime,
) -> None:
    """Take over what was received, given back, and of that given for good; the caller has locked the order."""
    state = payment_state_of(order.total, paid, refunded, refund_running=refund_running)
    values: dict[str, Any] = {"paid_amount": paid, "refunded_amount": refunded, "allowed_amount": allowed,
                              "payment_state": str(state)}  # fmt: skip
    values["paid_at"] = (order.paid_at or at) if paid >= order.total and paid > ZERO else None
    change_order(order, values, actor=actor, at=at, action="sales.payment_changed")


def record_quantities(
    order: Order,
    *,
    shipped: Mapping[int, Decimal] | None = None,
    signed: Mapping[int, Decimal] | None = None,
    shipped_kinds: list[str],
    signed_at: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Add shipped and signed quantities per line id (negative to take back) and move the status along.

    The database refuses more than ordered. Partial shipment keeps the order in progress; it is shipped when
    everything is out, signed when everything was received (ORD-012, FUL-010): at `signed_at`, now when left out.
    """
    shipped, signed = shipped or {}, signed or {}
    ids = sorted({*shipped, *signed})
    with connection.cursor() as cursor:
        cursor.execute(
            ADD_QUANTITIES,
            [ids, [shipped.get(i, ZERO) for i in ids], [signed.get(i, ZERO) for i in ids], order.pk],
        )
        cursor.execute(SHIPPABLE_SUMS, [order.pk, shipped_kinds])
        ordered, out, received = cursor.fetchone()
    moment = signed_at or at
    _follow(order, ordered=ordered, out=out, received=received, signed_at=moment, actor=actor, at=at)


def _follow(
    order: Order, *, ordered: Decimal, out: Decimal, received: Decimal, signed_at: datetime, actor: Actor, at: datetime
) -> None:
    state = ShippingState.NOT_SHIPPED
    if out:
        state = ShippingState.SHIPPED if out == ordered else ShippingState.PARTLY_SHIPPED
    if received and received == ordered:
        state = ShippingState.SIGNED
    if order.status == OrderStatus.APPROVED and out:
        change_order(order, {"started_at": at}, actor=actor, at=at, status=OrderStatus.IN_PROGRESS)
    values: dict[str, Any] = {"shipping_state": str(state)}
    status: str | None = None
    if order.status == OrderStatus.IN_PROGRESS and out == ordered:
        status, values["shipped_at"] = OrderStatus.SHIPPED, at
    elif order.status == OrderStatus.SHIPPED and out < ordered:
        status, values["shipped_at"] = OrderStatus.IN_PROGRESS, None
    elif order.status == OrderStatus.SHIPPED and received == ordered:
        status, values["signed_at"] = OrderStatus.SIGNED, signed_at
    change_order(order, values, actor=actor, at=at, status=status, action="sales.shipping_changed")
    if status == OrderStatus.SHIPPED:
        publish(OrderShipped(**facts_of(order)))
        if received == ordered:
            change_order(order, {"signed_at": signed_at}, actor=actor, at=at, status=OrderStatus.SIGNED)


def record_performed(order: Order, line_ids: list[int], *, actor: Actor, at: datetime) -> None:
    """Note that services were performed and confirmed by the customer; an approved order is then in progress."""
    order.lines.filter(pk__in=line_ids, done_at=None).update(done_at=at)
    if order.status == OrderStatus.APPROVED:
        change_order(order, {"started_at": at}, actor=actor, at=at, status=OrderStatus.IN_PROGRESS)
    extra = {"performed": (None, len(line_ids))}
    change_order(order, {}, actor=actor, at=at, extra=extra, action="sales.service_performed")
