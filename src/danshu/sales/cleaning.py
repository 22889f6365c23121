"""What regular cleanup may propose of orders: never one that is approved or later (ORD-045)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.recycling.dictionaries import OTHER
from danshu.recycling.registry import Candidate, Cleanable, cleanable
from danshu.sales.deletion import discard_order
from danshu.sales.lifecycle import OrderStatus, OrderType
from danshu.sales.models import Order
from danshu.sales.rules.deleting import refusal

STATUSES = (OrderStatus.DRAFT, OrderStatus.REJECTED, OrderStatus.CANCELLED, OrderStatus.VOIDED)
AT_ONCE = 500


def find(*, types: Sequence[str], statuses: Sequence[str], before: datetime) -> Sequence[Candidate]:
    """Orders that nobody touched since then, oldest first, at most 500 in one run."""
    rows = Order.objects.filter(status__in=set(statuses) & set(STATUSES), updated_at__lt=before)
    if types:
        rows = rows.filter(type__in=types)
    return [
        Candidate(
            order.pk, order.number, order.customer_name, order.total, order.currency, order.status, order.updated_at
        )
        for order in rows.order_by("updated_at", "pk")[:AT_ONCE]
    ]


def discard(pk: int, *, statuses: Sequence[str], before: datetime, reason: str, actor: Actor, at: datetime) -> object:
    """Delete one that still is what the rule describes, under the right to confirm cleanups.

    Raises NotFound when it changed meanwhile, and the refusals of the table of deletions.
    """
    rows = Order.objects.filter(pk=pk, status__in=set(statuses) & set(STATUSES), updated_at__lt=before)
    order = lock(rows).first()
    if order is None:
        raise NotFound()
    if stopped := refusal(order, Actor.system()):
        raise stopped
    return discard_order(order, reason_code=OTHER, reason=reason, actor=actor, at=at)


def export_url(pks: Sequence[int]) -> str:
    """The full export of some orders."""
    return f"{reverse('sales:order_export')}?ids={','.join(map(str, pks))}"


cleanable(
    Cleanable(
        kind="sales.order", types=OrderType.choices, statuses=[(status.value, status.label) for status in STATUSES], find=find,
        discard=discard, export_url=export_url,
    )
)  # fmt: skip
