"""Orders that a communication can be about, and plans after an order is completed (CUS-025, CUS-029)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from danshu.activities.linking import linkable
from danshu.activities.operations.generate_plans import generate_plans
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.events import handles
from danshu.kit.sources import SourceLabel, source_labels
from danshu.sales.events import OrderCompleted
from danshu.sales.lifecycle import DEAD
from danshu.sales.models import Order
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.queries import orders_of_customer

OFFERED = 50


def linkable_orders(actor: Actor, customer_id: int) -> Sequence[tuple[int, str]]:
    """The latest orders of a customer that exist for the actor."""
    if not actor.can(VIEW_ORDER):
        return []
    return [(order.pk, order.number) for order in orders_of_customer(actor, customer_id, limit=OFFERED)]


def describe_orders(order_ids: Sequence[int]) -> Mapping[int, SourceLabel]:
    """Number and page of orders."""
    rows = Order.objects.filter(pk__in=order_ids).values_list("pk", "number", "status")
    return {
        pk: SourceLabel(number, reverse("sales:order", args=[number]), status not in DEAD)
        for pk, number, status in rows
    }


@handles(OrderCompleted, name="sales.plans_after_order")
def plan_after_order(delivery: dict[str, Any]) -> None:
    """Settings that wait for completed orders make their plans."""
    generate_plans(
        trigger="order_completed", customer_id=delivery["payload"]["customer_id"], occasion=delivery["aggregate"],
        happened_at=datetime.fromisoformat(delivery["at"]), actor=Actor.system(), at=now(),
    )  # fmt: skip


linkable("sales.order", linkable_orders)
source_labels("sales.order", describe_orders)
