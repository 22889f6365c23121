"""What the review queue asks: what waits and in which order, and what is noticeable about it (ORD-019)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Case, Q, QuerySet, When

from danshu.kit.actor import Actor
from danshu.sales.computation import HUNDRED, net_price
from danshu.sales.lifecycle import DEAD, OrderStatus
from danshu.sales.models import Order, OrderLine
from danshu.sales.permissions import REVIEW_ORDER, VIEW_ORDER
from danshu.sales.rules.review import DUPLICATE_DAYS

URGENT = timedelta(days=1)
# orders of the same customer with a same item entered in the week before (the rule "duplicate", for many at once)
REPEATED = """
SELECT DISTINCT mine.order_id FROM sales_orderline mine
JOIN sales_order own ON own.id = mine.order_id
JOIN sales_order other ON other.customer_id = own.customer_id AND other.id <> own.id
    AND other.order_date > own.order_date - %(days)s AND other.status <> ALL(%(dead)s)
JOIN sales_orderline theirs ON theirs.order_id = other.id AND theirs.item_id = mine.item_id
WHERE mine.order_id = ANY(%(ids)s)
"""


def review_queue(actor: Actor, today: date, *, unit_id: int | None = None, limit: int = 100) -> list[Order]:
    """What waits for this reviewer: first what is wanted by tomorrow, then the longest waiting.

    unit_id: only what one branch entered; 0 means what has none.
    """
    urgent = Case(When(wanted_date__lte=today + URGENT, then=0), default=1)
    rows = Order.objects.visible_to(actor, REVIEW_ORDER).shown_to(actor).awaiting_review()
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id) if unit_id else rows.filter(unit=None)
    return list(rows.select_related("owner", "unit").order_by(urgent, "submitted_at", "id")[:limit])


def is_urgent(order: Order, today: date) -> bool:
    """True when the customer wants it by tomorrow."""
    return order.wanted_date is not None and order.wanted_date <= today + URGENT


def orders_to_review(actor: Actor) -> QuerySet[Order]:
    """The orders that wait for this reviewer."""
    return Order.objects.visible_to(actor, REVIEW_ORDER).awaiting_review()


def orders_sent_back(actor: Actor) -> QuerySet[Order]:
    """The rejected orders that this person entered or answers for: he corrects them, or deletes them."""
    return own_sent_back(Order.objects.visible_to(actor, VIEW_ORDER), actor)


def own_sent_back(rows: QuerySet[Order], actor: Actor) -> QuerySet[Order]:
    """Of some orders the rejected ones of this person."""
    mine = Q(owner_id=actor.user_id) | Q(created_by_id=actor.user_id)
    return rows.filter(mine, status=OrderStatus.REJECTED)


def last_prices(customer_id: int, item_ids: Sequence[int], *, before_order_id: int | None) -> dict[int, Decimal]:
    """What this customer last paid for one of each item, line discount taken off, on confirmed orders; one query."""
    rows = (
        OrderLine.objects.filter(order__customer_id=customer_id, item_id__in=item_ids)
        .exclude(order_id=before_order_id or 0)
        .filter(order__approved_at__isnull=False)
        .order_by("item_id", "-order_id")
        .distinct("item_id")
        .values_list("item_id", "unit_price", "discount_rate")
    )
    return {item_id: net_price(price, rate) for item_id, price, rate in rows}


@dataclass(slots=True)
class QueueFacts:
    """What decides whether an order of the review queue needs a look."""

    repriced: int = 0
    discounted: int = 0
    needs: list[tuple[int, Decimal]] = field(default_factory=list)


def queue_facts(order_ids: Sequence[int]) -> dict[int, QueueFacts]:
    """Per order of the review queue: lines with a typed price or a discount, and what it needs of each item; one query."""
    rows = OrderLine.objects.filter(order_id__in=order_ids).values_list(
        "order_id", "item_id", "quantity", "price_source", "discount_rate", "kind"
    )
    found: dict[int, QueueFacts] = {}
    for order_id, item_id, quantity, source, rate, kind in rows:
        facts = found.setdefault(order_id, QueueFacts())
        facts.repriced += source == "manual"
        facts.discounted += rate != HUNDRED
        if kind == "goods":
            facts.needs.append((item_id, quantity))
    return found


def repeated_orders(order_ids: Sequence[int]) -> set[int]:
    """Those of some orders whose customer ordered one of the same items within a week; one query."""
    given: dict[str, Any] = {"ids": list(order_ids), "days": DUPLICATE_DAYS, "dead": [*DEAD, OrderStatus.DRAFT]}
    with connection.cursor() as cursor:
        cursor.execute(REPEATED, given)
        return {order_id for (order_id,) in cursor.fetchall()}
