"""What a customer usually orders and what he paid for it: help for whoever enters his next order (ORD-004, ORD-006)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Max

from danshu.catalog.queries import OrderItem, main_pictures, order_items
from danshu.kit.actor import Actor
from danshu.sales.computation import net_price
from danshu.sales.lifecycle import CONFIRMED, GIVEN_UP, Channel
from danshu.sales.models import Order, OrderLine
from danshu.sales.permissions import VIEW_ORDER

DAYS = 90
MOST_ITEMS = 6
MOST_PRICES = 12


@dataclass(frozen=True, slots=True)
class Usual:
    """An item that the customer orders again and again. times: on how many orders within the period."""

    item: OrderItem
    times: int
    last_on: date
    picture_id: int | None


@dataclass(frozen=True, slots=True)
class Paid:
    """One earlier line of an item. net_price: of one unit after the line's discount."""

    number: str
    order_date: date
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_rate: Decimal
    net_price: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class LastOrder:
    """The customer's latest order, to be copied."""

    number: str
    order_date: date


def usual_items(actor: Actor, customer_id: int, today: date) -> list[Usual]:
    """The items of his confirmed orders of the last 90 days that exist for the actor, the most frequent first, six at
    most; only what can be ordered now. Three statements.
    """
    orders = Order.objects.visible_to(actor, VIEW_ORDER).filter(customer_id=customer_id, status__in=CONFIRMED)
    lately = orders.filter(order_date__gt=today - timedelta(days=DAYS), order_date__lte=today)
    rows = (
        OrderLine.objects.filter(order__in=lately)
        .values("item_id")
        .annotate(times=Count("order_id", distinct=True), last_on=Max("order__order_date"))
        .order_by("-times", "-last_on", "item_id")[: MOST_ITEMS * 2]
    )
    found = {row["item_id"]: row for row in rows}
    items = order_items(found)
    kept = [pk for pk in found if pk in items and items[pk].is_orderable][:MOST_ITEMS]
    pictures = main_pictures(kept)
    return [Usual(items[pk], found[pk]["times"], found[pk]["last_on"], pictures.get(pk)) for pk in kept]


def last_order(actor: Actor, customer_id: int) -> LastOrder | None:
    """His latest order that was not given up, among those that exist for the actor. One statement."""
    rows = Order.objects.visible_to(actor, VIEW_ORDER).shown_to(actor).filter(customer_id=customer_id)
    found = rows.exclude(status__in=GIVEN_UP).exclude(channel=Channel.IMPORT).order_by("-pk")
    row = found.values_list("number", "order_date").first()
    return LastOrder(*row) if row else None


def prices_paid(actor: Actor, customer_id: int, item_id: int) -> Sequence[Paid]:
    """What the customer paid for an item on confirmed orders that exist for the actor, newest first, twelve at most.

    One statement.
    """
    orders = Order.objects.visible_to(actor, VIEW_ORDER).filter(customer_id=customer_id, status__in=CONFIRMED)
    rows = (
        OrderLine.objects.filter(order__in=orders, item_id=item_id)
        .order_by("-order__order_date", "-order_id", "position")
        .values_list("order__number", "order__order_date", "quantity", "unit_name", "unit_price", "discount_rate",
                     "order__currency")[:MOST_PRICES]
    )  # fmt: skip
    return [
        Paid(number, day, quantity, unit, price, rate, net_price(price, rate), currency)
        for number, day, quantity, unit, price, rate, currency in rows
    ]
