"""Sales by month by the rules of all reports (RPT-002), from kept figures wherever these can say it.

Orders count by the company's day of their approval, refunds lower the month in which they were executed, amounts are in
the base currency by the rate of each order. A month is the month of the order statistics, to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, Q, QuerySet, Sum

from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.reporting.models import SalesFigure
from danshu.reporting.permissions import VIEW_SALES
from danshu.reporting.statistics import refunds_of
from danshu.sales.lifecycle import CONFIRMED, DEAD, OrderStatus
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.statistics import Asked, order_statistics

SOLD = frozenset(str(status) for status in CONFIRMED)
LOST = frozenset(str(status) for status in DEAD)
WAITING = frozenset({str(OrderStatus.AWAITING_REVIEW)})
# what the kept figures know of orders, and what the report itself lays down
KEPT = ("units", "owner", "currency")
RULED = ("first", "last", "by", "by_approval", "statuses")


@dataclass(frozen=True, slots=True)
class Figure:
    """Orders and their amount."""

    orders: int = 0
    amount: Decimal = ZERO

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.orders + other.orders, self.amount + other.amount)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month: what was approved in it less what was refunded in it, the same a year before; of its orders, what waits
    for review and what was given up."""

    month: date
    sold: Figure
    before: Figure
    waiting: Figure
    lost: Figure

    @property
    def average(self) -> Decimal | None:
        """The amount per order sold."""
        return self.sold.amount / self.sold.orders if self.sold.orders else None

    @property
    def growth(self) -> Decimal | None:
        """Against the year before, as a share of one; None when nothing was sold then."""
        return self.sold.amount / self.before.amount - 1 if self.before.amount else None


@dataclass(frozen=True, slots=True)
class SalesByMonth:
    """The report of a year; `asked`: its conditions; `currencies` and `years` are what can be chosen."""

    year: int
    asked: Asked
    rows: tuple[MonthRow, ...]
    total: MonthRow
    currencies: tuple[str, ...]
    years: tuple[int, ...]

    @property
    def currency(self) -> str:
        """Of the figures."""
        return self.asked.shown_in


Months = Mapping[date, Figure]


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of the months of two years."""

    sold: Months
    waiting: Months
    lost: Months


def sales_by_month(
    actor: Actor, *, year: int, currency: str = "", conditions: Asked | None = None
) -> SalesByMonth:  # fmt: skip
    """Sales of a year by month, of orders that exist for the actor, with the year before.

    currency: only orders in this one, in their own amounts; without it all, in the base currency. conditions: what else
    narrows the orders; their days, statuses and currency are not looked at. Units, owner and currency are answered
    from the kept figures, with a fixed number of statements; other conditions count the orders of two years.
    """
    first, last = date(year - 1, 1, 1), date(year, 12, 31)
    asked = replace(
        conditions or Asked(first=first, last=last), first=first, last=last, currency=currency, by="month",
        by_approval=True, statuses=sorted(SOLD),
    )  # fmt: skip
    kept = _kept(actor)
    found = _from_kept(kept, asked) if is_kept(asked) else _from_orders(actor, asked)
    refunds = {group.key: group.refunded for group in refunds_of(actor, asked, VIEW_SALES)}
    sold = {
        month: found.sold.get(month, Figure()) + Figure(0, -refunds.get(month, ZERO)) for month in {*found.sold, *refunds}
    }  # fmt: skip
    net = Counted(sold, found.waiting, found.lost)
    rows = tuple(_row(net, date(year, number, 1)) for number in range(1, 13))
    return SalesByMonth(year, asked, rows, _total(rows, year), _currencies(kept, asked), _years(kept, year))


def is_kept(asked: Asked) -> bool:
    """True when the kept figures know all that is asked for."""
    narrowing = [getattr(asked, name) for name in Asked.__slots__ if name not in (*RULED, *KEPT, "among")]
    return asked.among is None and all(each in (None, "", [], ()) for each in narrowing)


def _kept(actor: Actor) -> QuerySet[SalesFigure]:
    return SalesFigure.objects.visible_to(actor, VIEW_SALES).visible_to(actor, VIEW_ORDER).order_by()


def _from_kept(kept: QuerySet[SalesFigure], asked: Asked) -> Counted:
    days = (asked.first, asked.last)
    wanted = Q(approved_month__range=days) | Q(month__range=days)
    if asked.units:
        wanted &= Q(unit_id__in=list(asked.units))
    if asked.owner is not None:
        wanted &= Q(owner_id=asked.owner)
    if asked.currency:
        wanted &= Q(currency=asked.currency)
    amount = Sum("amount" if asked.currency else "base_amount")
    found = list(
        kept.filter(wanted).values("month", "approved_month", "status").annotate(number=Sum("orders"), sum=amount)
    )
    return Counted(
        _added(found, "approved_month", SOLD), _added(found, "month", WAITING), _added(found, "month", LOST)
    )  # fmt: skip


def _added(found: Iterable[Mapping[str, Any]], by: str, statuses: frozenset[str]) -> Months:
    months: dict[date, Figure] = {}
    for row in found:
        if row["status"] in statuses and row[by] is not None:
            months[row[by]] = months.get(row[by], Figure()) + Figure(row["number"], row["sum"])
    return months


def _from_orders(actor: Actor, asked: Asked) -> Counted:
    def counted(which: Asked) -> Months:
        groups = order_statistics(actor, which, permission=VIEW_SALES).groups
        return {group.key: Figure(group.orders, group.gross) for group in groups}

    own_day = replace(asked, by_approval=False)
    return Counted(
        counted(asked), counted(replace(own_day, statuses=sorted(WAITING))),
        counted(replace(own_day, statuses=sorted(LOST))),
    )  # fmt: skip


def _currencies(kept: QuerySet[SalesFigure], asked: Asked) -> tuple[str, ...]:
    """Of the orders sold in these two years, the chosen one among them."""
    sold = kept.filter(approved_month__range=(asked.first, asked.last), status__in=list(SOLD))
    known = (
        sold.values("currency").annotate(number=Sum("orders")).filter(number__gt=0).values_list("currency", flat=True)
    )
    return tuple(sorted({*known, *filter(None, [asked.currency])}))


def _years(kept: QuerySet[SalesFigure], year: int) -> tuple[int, ...]:
    """From the first month with figures to the year shown; newest first."""
    months = kept.aggregate(first=Min("month"), last=Max("month"), approved=Max("approved_month"))
    first = months["first"].year if months["first"] else year
    last = max((months[name].year for name in ("last", "approved") if months[name]), default=year)
    return tuple(range(max(last, year), min(first, year) - 1, -1))


def _row(found: Counted, month: date) -> MonthRow:
    def of(months: Months, day: date = month) -> Figure:
        return months.get(day, Figure())

    before = of(found.sold, month.replace(year=month.year - 1))
    return MonthRow(month, of(found.sold), before, of(found.waiting), of(found.lost))


def _total(rows: tuple[MonthRow, ...], year: int) -> MonthRow:
    return MonthRow(
        date(year, 1, 1),
        sum((row.sold for row in rows), Figure()),
        sum((row.before for row in rows), Figure()),
        sum((row.waiting for row in rows), Figure()),
        sum((row.lost for row in rows), Figure()),
    )
