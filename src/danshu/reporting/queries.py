"""Sales by month, from the kept figures; a fixed number of statements however many orders there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, Sum

from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.reporting.models import SalesFigure
from danshu.reporting.permissions import VIEW_SALES
from danshu.sales.lifecycle import CONFIRMED, DEAD, OrderStatus
from danshu.sales.permissions import VIEW_ORDER

SOLD = frozenset(str(status) for status in CONFIRMED)
LOST = frozenset(str(status) for status in DEAD)
WAITING = frozenset({str(OrderStatus.AWAITING_REVIEW)})


@dataclass(frozen=True, slots=True)
class Figure:
    """Orders and their amount."""

    orders: int = 0
    amount: Decimal = ZERO

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.orders + other.orders, self.amount + other.amount)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month: what was sold, in the same month a year before, what waits for review, what was given up."""

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
    """The report of a year in one currency; `currencies` and `years` are what can be chosen."""

    year: int
    currency: str
    rows: tuple[MonthRow, ...]
    total: MonthRow
    currencies: tuple[str, ...]
    years: tuple[int, ...]


def sales_by_month(actor: Actor, *, year: int, currency: str = "") -> SalesByMonth:
    """Sales of a year by the month of the order, one currency at a time, of orders that exist for the actor.

    Orders count when they were approved and neither cancelled nor voided since. Without a currency the one with the
    most orders in these two years is shown. Two statements.
    """
    kept = SalesFigure.objects.visible_to(actor, VIEW_SALES).visible_to(actor, VIEW_ORDER)
    found = list(
        kept.filter(month__gte=date(year - 1, 1, 1), month__lt=date(year + 1, 1, 1))
        .order_by()
        .values("month", "currency", "status")
        .annotate(number=Sum("orders"), sum=Sum("amount"))
    )
    weight: defaultdict[str, int] = defaultdict(int)
    for row in found:
        weight[row["currency"]] += row["number"]
    currencies = sorted((code for code, number in weight.items() if number), key=lambda code: (-weight[code], code))
    chosen = currency or next(iter(currencies), "CNY")
    by_month = _by_month(row for row in found if row["currency"] == chosen)
    rows = tuple(_row(by_month, date(year, number, 1)) for number in range(1, 13))
    return SalesByMonth(year, chosen, rows, _total(rows, year), tuple(currencies), _years(kept, year))


def _years(kept: Any, year: int) -> tuple[int, ...]:
    """From the first month with figures to the year shown; newest first."""
    months = kept.aggregate(first=Min("month"), last=Max("month"))
    first = months["first"].year if months["first"] else year
    last = months["last"].year if months["last"] else year
    return tuple(range(max(last, year), min(first, year) - 1, -1))


Months = dict[date, dict[str, Figure]]


def _by_month(found: Iterable[Any]) -> Months:
    months: Months = {}
    for row in found:
        months.setdefault(row["month"], {})[row["status"]] = Figure(row["number"], row["sum"])
    return months


def _row(months: Months, month: date) -> MonthRow:
    now, before = months.get(month, {}), months.get(month.replace(year=month.year - 1), {})
    return MonthRow(month, _of(now, SOLD), _of(before, SOLD), _of(now, WAITING), _of(now, LOST))


def _of(figures: dict[str, Figure], statuses: frozenset[str]) -> Figure:
    return sum((figure for status, figure in figures.items() if status in statuses), Figure())


def _total(rows: tuple[MonthRow, ...], year: int) -> MonthRow:
    return MonthRow(
        date(year, 1, 1),
        sum((row.sold for row in rows), Figure()),
        sum((row.before for row in rows), Figure()),
        sum((row.waiting for row in rows), Figure()),
        sum((row.lost for row in rows), Figure()),
    )
