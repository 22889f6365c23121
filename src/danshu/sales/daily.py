"""What was ordered day by day, for dashboards: orders that were approved and not given up since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from danshu.kit.actor import Actor
from danshu.kit.figures import Window
from danshu.kit.money import ZERO
from danshu.sales.lifecycle import CONFIRMED
from danshu.sales.models import Order
from danshu.sales.models.order import BASE_TOTAL, OrderQuerySet
from danshu.sales.permissions import VIEW_ORDER

SOLD = tuple(sorted(str(status) for status in CONFIRMED))


@dataclass(frozen=True, slots=True)
class Day:
    """Orders of a day and their amount in the company's currency."""

    orders: int = 0
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class UnitSales:
    """What one unit sold, in the company's currency; without a unit `unit_id` is None."""

    unit_id: int | None
    name: str
    orders: int
    amount: Decimal


def sales_by_day(actor: Actor, window: Window) -> Mapping[date, Day]:
    """Orders of each day of the window (days without any are left out), amounts in the company's currency by the rates
    of the orders; one statement."""
    rows = _sold(actor, window).order_by().values("order_date")
    found = rows.annotate(orders=Count("pk"), amount=Sum(BASE_TOTAL))
    return {row["order_date"]: Day(row["orders"], row["amount"] or ZERO) for row in found}


def sales_by_unit(actor: Actor, window: Window) -> list[UnitSales]:
    """What each unit in scope sold in the window, the best first; one statement."""
    rows = _sold(actor, window).order_by().values("unit_id", "unit__name")
    found = rows.annotate(orders=Count("pk"), amount=Sum(BASE_TOTAL)).order_by("-amount", "unit_id")
    return [UnitSales(row["unit_id"], row["unit__name"] or "", row["orders"], row["amount"]) for row in found]


def orders_by_status(actor: Actor, window: Window) -> dict[str, int]:
    """How many orders of the window stand in which status; one statement."""
    rows = Order.objects.visible_to(actor, VIEW_ORDER).filter(order_date__range=(window.first, window.last))
    return dict(rows.order_by().values("status").annotate(number=Count("pk")).values_list("status", "number"))


def _sold(actor: Actor, window: Window) -> OrderQuerySet:
    rows = Order.objects.visible_to(actor, VIEW_ORDER)
    return rows.filter(status__in=SOLD, order_date__range=(window.first, window.last))
