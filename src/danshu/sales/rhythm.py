"""How a customer buys: month by month, and what he is due to order again (CUS-008)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from danshu.sales.lifecycle import CONFIRMED
from danshu.sales.models import Order, OrderLine

MONTHS = 12
LOOKED_AT = 200  # the latest orders; a customer with thousands of them shows his rhythm in these, too
FEWEST_DAYS = 3  # two purchases make one interval, which may be chance
AHEAD = timedelta(days=7)
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Month:
    """What was sold to him in one month."""

    first: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Restock:
    """Goods that he buys again and again. every_days: mean interval; days_left: until the next, negative when late."""

    item_id: int
    name: str
    last_on: date
    every_days: int
    days_left: int


def months_of(customer_id: int, today: date, currency: str) -> list[Month]:
    """The confirmed orders of the last twelve months, this one included, by month; months without any are zero."""
    firsts = [_months_before(today, number) for number in reversed(range(MONTHS))]
    rows = (
        Order.objects.filter(
            customer_id=customer_id, currency=currency, status__in=CONFIRMED, order_date__gte=firsts[0]
        )
        .annotate(month=TruncMonth("order_date"))
        .values_list("month")
        .annotate(amount=Sum("total"))
        .order_by("month")
    )
    sold = dict(rows)
    return [Month(first, sold.get(first, Decimal(0))) for first in firsts]


def due_again(customer_id: int, today: date) -> list[Restock]:
    """What he should need within a week, or needed already: the most overdue first, five at most.

    Estimated from the mean interval between the days on which he ordered an item (at least three days among his
    latest orders). What is late by more than its own interval is left out: he has stopped buying it.
    """
    latest = (
        Order.objects.filter(customer_id=customer_id, status__in=CONFIRMED).order_by("-pk").values("pk")[:LOOKED_AT]
    )
    rows = (
        OrderLine.objects.filter(order__in=latest, kind="goods")
        .values_list("item_id", "item_name", "order__order_date")
        .order_by("order__order_date", "pk")
    )
    days, names = defaultdict[int, list[date]](list), dict[int, str]()
    for item_id, name, day in rows:
        names[item_id] = name
        if days[item_id][-1:] != [day]:
            days[item_id].append(day)
    return sorted(_due(days, names, today), key=lambda one: one.days_left)[:MOST_SHOWN]


def _due(days: dict[int, list[date]], names: dict[int, str], today: date) -> Iterator[Restock]:
    for item_id, bought in days.items():
        if len(bought) < FEWEST_DAYS:
            continue
        every = max(1, round(_span(bought) / (len(bought) - 1)))
        left = (bought[-1] + timedelta(days=every) - today).days
        if -every <= left <= AHEAD.days:
            yield Restock(item_id, names[item_id], bought[-1], every, left)


def _span(bought: Sequence[date]) -> int:
    return (bought[-1] - bought[0]).days


def _months_before(today: date, number: int) -> date:
    years, month = divmod(today.year * 12 + today.month - 1 - number, 12)
    return date(years, month + 1, 1)
