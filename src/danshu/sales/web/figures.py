"""Sales and orders on the workbench (RPT-001)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.figures import Figure, Window, figures
from danshu.kit.words import counter_word
from danshu.parameters.queries import value
from danshu.sales.daily import SOLD, Day, sales_by_day
from danshu.sales.permissions import VIEW_ORDER


def orders_url(window: Window, **more: object) -> str:
    """The order list of the window; the statuses that count as sold unless others are asked for."""
    asked = {"ordered_from": window.first.isoformat(), "ordered_to": window.last.isoformat(), "status": SOLD} | more
    return f"{reverse('sales:order_list')}?view=0&{urlencode(asked, doseq=True)}"


def days_of(window: Window) -> list[date]:
    """The days of a window."""
    return [window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1)]


@figures(VIEW_ORDER, order=10)
def sales_figures(actor: Actor, window: Window, before: Window) -> Sequence[Figure]:
    """Amount in the company's currency, and number of orders."""
    currency = str(value("base_currency"))
    now, then = sales_by_day(actor, window), sales_by_day(actor, before)
    amount, orders = _total(now)
    amount_before, orders_before = _total(then)
    course = [now.get(day, Day()) for day in days_of(window)]
    return [
        Figure(
            key="sales.amount", label=_("销售额"), value=amount, before=amount_before, currency=currency,
            url=orders_url(window), points=[day.amount for day in course],
        ),
        Figure(
            key="sales.orders", label=pgettext_lazy("列表", "订单"), value=orders, before=orders_before, unit=counter_word("orders", "单"),
            url=orders_url(window), points=[day.orders for day in course],
        ),
    ]  # fmt: skip


def _total(days: Mapping[date, Day]) -> tuple[Decimal, int]:
    return sum((day.amount for day in days.values()), Decimal(0)), sum(day.orders for day in days.values())
