"""Reports through the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from danshu.kit.clock import business_date, now
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.rest import Input, allowed_to, responses
from danshu.kit.web import ActorRequest
from danshu.reporting.asking import over_year, read
from danshu.reporting.permissions import VIEW_SALES, VIEW_STATISTICS
from danshu.reporting.queries import MonthRow, sales_by_month
from danshu.reporting.statistics import Row, report_of
from danshu.sales.traits import TRAITS

router = Router(tags=["reports"])


class NarrowedQuery(Input):
    """What narrows the orders of a report.

    currency: only orders in this one; by default all, converted by the rate of each order. region: the beginning of a
    division's code. segment: of the customers; for those who may see segments.
    """

    currency: str = Field("", pattern="^([A-Z]{3})?$")
    unit: list[int] = Field(default_factory=list, max_length=100)
    store: list[int] = Field(default_factory=list, max_length=100)
    channel: list[str] = Field(default_factory=list, max_length=20)
    type: list[str] = Field(default_factory=list, max_length=10)
    owner: int | None = None
    customer: int | None = None
    category: int | None = None
    item: int | None = None
    level: list[int] = Field(default_factory=list, max_length=100)
    customer_category: list[int] = Field(default_factory=list, max_length=100)
    region: str = Field("", pattern="^([0-9]{2,12})?$")
    segment: int | None = None


class SalesQuery(NarrowedQuery):
    """Which year (default: this one), and what narrows the orders."""

    year: int | None = Field(None, ge=2000, le=2100)


class MonthOut(Schema):
    """One month: orders approved in it and not given up since, less refunds of the month, and the same of the year before;
    of the orders of its days, how many wait for review and were given up."""

    month: date
    orders: int
    amount: Decimal
    orders_year_before: int
    amount_year_before: Decimal
    orders_awaiting_review: int
    orders_given_up: int


class SalesOut(Schema):
    """A year with its total.

    currencies: those of the orders sold in these two years. converted: true when all of them are there, in the base
    currency by the rate of each order.
    """

    year: int
    currency: str
    converted: bool
    currencies: list[str]
    months: list[MonthOut]
    total: MonthOut


class StatisticsQuery(NarrowedQuery):
    """Conditions of the order statistics.

    by: the trait that orders are grouped by: month, week, day, category, item, status, type, channel, unit, store, owner,
    customer, level, customer_category, province, city; by default day or month, as long as the period is. first, last:
    the days of approval, with basis "ordered" those of the order; the default is this month.
    """

    by: str = Field("", max_length=40, examples=["category"])
    first: date | None = None
    last: date | None = None
    status: list[str] = Field(default_factory=list, max_length=20)
    basis: Literal["", "approved", "ordered"] = ""
    compare: Literal["", "previous", "year_before"] = ""


class GroupOut(Schema):
    """What orders of one kind come to; `key` is the value of the trait.

    gross: the amount of the orders; refunded: what refunds of the period took off prices; amount: what is left.
    """

    key: str | None
    label: str
    orders: int
    quantity: Decimal
    gross: Decimal
    refunded: Decimal
    amount: Decimal
    amount_before: Decimal | None


class StatisticsOut(Schema):
    """The groups and their total: an order with lines in two categories counts once there.

    converted: true when orders of all currencies are there, in the base currency by the rate of each.
    """

    currency: str
    converted: bool
    groups: list[GroupOut]
    total: GroupOut


def _group(row: Row) -> dict[str, Any]:
    group = row.group
    key = None if group.key is None else str(group.key)
    return {"key": key, "label": row.label, "orders": group.orders, "quantity": group.quantity,
            "gross": group.gross, "refunded": group.refunded, "amount": group.amount,
            "amount_before": row.before}  # fmt: skip


@router.get("/reports/order-statistics", response=responses(StatisticsOut))
@allowed_to(VIEW_STATISTICS)
def read_order_statistics(request: ActorRequest, query: Query[StatisticsQuery]) -> dict[str, Any]:
    """Orders, quantities and amounts by one trait, of the orders in scope."""
    if query.by and query.by not in TRAITS:
        raise FieldErrors([FieldProblem("by", "unknown", _("从列表中选择"))])
    report = report_of(request.actor, read(request.GET, request.actor, business_date(now())))
    asked = report.question.asked
    return {"currency": asked.shown_in, "converted": not asked.currency, "groups": [_group(row) for row in report.rows],
            "total": _group(report.total)}  # fmt: skip


def _month(row: MonthRow) -> dict[str, Any]:
    return {
        "month": row.month, "orders": row.sold.orders, "amount": row.sold.amount,
        "orders_year_before": row.before.orders, "amount_year_before": row.before.amount,
        "orders_awaiting_review": row.waiting.orders, "orders_given_up": row.lost.orders,
    }  # fmt: skip


@router.get("/reports/sales-by-month", response=responses(SalesOut))
@allowed_to(VIEW_SALES)
def read_sales_by_month(request: ActorRequest, query: Query[SalesQuery]) -> dict[str, Any]:
    """Sales by month of the orders in scope, by the rules of the order statistics."""
    year = query.year or business_date(now()).year
    asked = over_year(request.GET, request.actor, year).asked
    report = sales_by_month(request.actor, year=year, currency=query.currency, conditions=asked)
    return {
        "year": report.year, "currency": report.currency, "converted": not query.currency, "currencies": list(report.currencies),
        "months": [_month(row) for row in report.rows], "total": _month(report.total),
    }  # fmt: skip
