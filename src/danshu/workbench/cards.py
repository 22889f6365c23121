"""The larger pictures of the workbench: course, units, statuses (RPT-001 to RPT-003)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from danshu.billing.daily import receipts_by_day
from danshu.billing.permissions import VIEW_RECEIPT
from danshu.kit.actor import Actor
from danshu.kit.figures import Window
from danshu.kit.money import ZERO
from danshu.sales.daily import Day, UnitSales, orders_by_status, sales_by_day, sales_by_unit
from danshu.sales.permissions import VIEW_ORDER

DAYS, WEEKS = 31, 92  # up to so many days a bar is a day, a week


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bar: its days and what was sold and received on them."""

    window: Window
    orders: int
    sold: Decimal
    received: Decimal | None


@dataclass(frozen=True, slots=True)
class Pictures:
    """What the cards are drawn from; empty where the person may not see it."""

    course: Sequence[Bucket]
    units: Sequence[UnitSales]
    statuses: Mapping[str, int]


def pictures(actor: Actor, window: Window, currency: str) -> Pictures:
    """Sales and receipts over the window, units, statuses: at most four statements."""
    if not actor.can(VIEW_ORDER):
        return Pictures((), (), {})
    sold = sales_by_day(actor, window)
    received = receipts_by_day(actor, window, currency) if actor.can(VIEW_RECEIPT) else None
    course = [_bucket(part, sold, received) for part in parts_of(window)]
    return Pictures(course, sales_by_unit(actor, window), orders_by_status(actor, window))


def parts_of(window: Window) -> list[Window]:
    """The bars of a window: days, weeks from Monday, or months."""
    length = (window.last - window.first).days + 1
    parts, first = [], window.first
    while first <= window.last:
        last = min(_end(first, length), window.last)
        parts.append(Window(first, last))
        first = last + timedelta(days=1)
    return parts


def _end(first: date, length: int) -> date:
    if length <= DAYS:
        return first
    if length <= WEEKS:
        return first + timedelta(days=6 - first.weekday())
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _bucket(part: Window, sold: Mapping[date, Day], received: Mapping[date, Decimal] | None) -> Bucket:
    days = [part.first + timedelta(days=n) for n in range((part.last - part.first).days + 1)]
    found = [sold[day] for day in days if day in sold]
    money = None if received is None else sum((received.get(day, ZERO) for day in days), ZERO)
    return Bucket(part, sum(day.orders for day in found), sum((day.amount for day in found), ZERO), money)
