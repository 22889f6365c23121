"""What a person asks of the order statistics, read from an address (RPT-002, RPT-003)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from danshu.kit.actor import Actor
from danshu.parameters.queries import value
from danshu.sales.daily import SOLD
from danshu.sales.lifecycle import Channel, OrderStatus, OrderType
from danshu.sales.statistics import OF_REGIONS, OF_TIME, TRAITS, Asked, currencies_of_orders

COMPARISONS = ("", "previous", "year_before")
SORTS = ("key", "orders", "quantity", "amount")
# no report goes over more days than this
LONGEST = timedelta(days=3700)


@dataclass(frozen=True, slots=True)
class Question:
    """The conditions, what to compare with, and the order of the rows."""

    asked: Asked
    compare: str = ""
    sort: str = ""

    @property
    def before(self) -> Asked | None:
        """The same of the period to compare with."""
        first, last = self.asked.first, self.asked.last
        if self.compare == "year_before":
            return replace(self.asked, first=_year_back(first), last=_year_back(last))
        if self.compare == "previous":
            days = last - first + timedelta(days=1)
            return replace(self.asked, first=first - days, last=last - days)
        return None

    @property
    def order(self) -> tuple[str, bool]:
        """By which figure, and whether the largest comes first; time goes on by default, all else by amount."""
        name = self.sort.removeprefix("-")
        if name in SORTS:
            return name, self.sort.startswith("-")
        return ("key", False) if self.asked.by in OF_TIME else ("amount", True)


def read(given: QueryDict, actor: Actor, today: date) -> Question:
    """The question of an address; what cannot be understood is left out. The default is this year by month."""
    # pages say from and to, the API first and last
    first, last = (_day(given.get(page, "") or given.get(api, "")) for page, api in (("from", "first"), ("to", "last")))
    first = first or (last or today).replace(month=1, day=1)
    last = max(last or today, first)
    first = max(first, last - LONGEST)
    by = given.get("by", "")
    currency = given.get("currency", "").upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        currency = next(iter(currencies_of_orders(actor, first, last)), str(value("base_currency")))
    asked = Asked(
        first=first, last=last, currency=currency, by=by if by in TRAITS else "month",
        statuses=_known(given.getlist("status"), OrderStatus.values) or SOLD,
        units=_numbers(given.getlist("unit")), stores=_numbers(given.getlist("store")), channels=_known(given.getlist("channel"), Channel.values),
        types=_known(given.getlist("type"), OrderType.values), owner=_number(given.get("owner", "")),
        customer=_number(given.get("customer", "")), category=_number(given.get("category", "")),
    )  # fmt: skip
    compare = given.get("compare", "")
    return Question(asked, compare if compare in COMPARISONS else "", given.get("sort", ""))


def as_address(question: Question, **changes: Any) -> str:
    """The query string of a question, with some of it changed; None takes a part away."""
    asked = question.asked
    given: dict[str, Any] = {
        "by": asked.by, "from": asked.first.isoformat(), "to": asked.last.isoformat(), "currency": asked.currency,
        "status": list(asked.statuses) if set(asked.statuses) != set(SOLD) else [], "unit": list(asked.units),
        "store": list(asked.stores), "channel": list(asked.channels), "type": list(asked.types), "owner": asked.owner,
        "customer": asked.customer, "category": asked.category, "compare": question.compare, "sort": question.sort,
    } | changes  # fmt: skip
    return urlencode({name: value for name, value in given.items() if value not in (None, "", [])}, doseq=True)


def orders_url(asked: Asked, key: Any) -> str:
    """The list of exactly the orders of one group; "" where no list can say it: orders without such a trait."""
    if key is None:
        return ""
    narrowed: dict[str, Any] = {
        "view": 0, "ordered_from": asked.first, "ordered_to": asked.last, "currency": asked.currency,
        "status": sorted(asked.statuses), "unit": list(asked.units), "store": list(asked.stores), "channel": list(asked.channels),
        "type": list(asked.types), "owner": asked.owner, "customer": asked.customer, "category": asked.category,
    }  # fmt: skip
    if asked.by in OF_TIME:
        start, stop = span(asked.by, key)
        narrowed |= {"ordered_from": max(start, asked.first), "ordered_to": min(stop, asked.last)}
    else:
        narrowed["region_code" if asked.by in OF_REGIONS else asked.by] = key
    query = {name: value for name, value in narrowed.items() if value not in (None, "", [])}
    return f"{reverse('sales:order_list')}?{urlencode(query, doseq=True)}"


def span(by: str, first: date) -> tuple[date, date]:
    """The first and the last day of the step of time that begins on a day."""
    if by == "month":
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first, first + timedelta(days=6 if by == "week" else 0)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2100 else None


def _year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, calendar.monthrange(day.year - 1, day.month)[1]))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _numbers(texts: Sequence[str]) -> list[int]:
    return [number for text in texts if (number := _number(text)) is not None]


def _known(texts: Sequence[str], known: Sequence[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text in known]
