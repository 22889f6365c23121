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
from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.sales.daily import SOLD
from danshu.sales.lifecycle import Channel, OrderStatus, OrderType
from danshu.sales.statistics import Asked, Group
from danshu.sales.traits import TIME, TRAITS
from danshu.segments.permissions import VIEW as VIEW_SEGMENTS
from danshu.segments.queries import members_of

COMPARISONS = ("", "previous", "year_before")
SORTS = ("key", "orders", "quantity", "gross", "refunded", "amount")
ORDERED = "ordered"  # by the day of the order; by that of its approval else
# no report goes over more days than this
LONGEST = timedelta(days=3700)
# what a report over a year does not take from an address
OWN_RULES = ("from", "to", "first", "last", "period", "by", "basis", "status", "compare", "sort")
SHORT = 32  # days; up to a month is read day by day


@dataclass(frozen=True, slots=True)
class Question:
    """The conditions, what to compare with, and the order of the rows.

    period: the code of a period that moves on with the days, "" for fixed ones; segment: that of the customers.
    """

    asked: Asked
    compare: str = ""
    sort: str = ""
    period: str = ""
    segment: int | None = None

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
        return ("key", False) if self.asked.trait.kind == TIME else ("amount", True)


def read(given: QueryDict, actor: Actor, today: date) -> Question:
    """The question of an address; a choice that does not exist is left out.

    The default is this month; short periods are divided by day, longer ones by month. Raises FieldErrors for days that
    are none, that end before they begin, or that are too many.
    """
    first, last, period = _period(given, today)
    by = given.get("by", "")
    if by not in TRAITS:
        by = "day" if last - first < timedelta(days=SHORT) else "month"
    statuses = _known(given.getlist("status"), OrderStatus.values) or SOLD
    segment = _number(given.get("segment", "")) if actor.can(VIEW_SEGMENTS) else None
    asked = Asked(
        first=first, last=last, currency=_currency(given), by=by,
        statuses=statuses, by_approval=set(statuses) <= set(SOLD) and given.get("basis", "") != ORDERED,
        units=_numbers(given.getlist("unit")), stores=_numbers(given.getlist("store")), channels=_known(given.getlist("channel"), Channel.values),
        types=_known(given.getlist("type"), OrderType.values), levels=_numbers(given.getlist("level")),
        customer_categories=_numbers(given.getlist("customer_category")), owner=_number(given.get("owner", "")),
        customer=_number(given.get("customer", "")), category=_number(given.get("category", "")),
        item=_number(given.get("item", "")), region=_code(given.get("region", "")),
        among=None if segment is None else members_of([segment]),
    )  # fmt: skip
    compare = given.get("compare", "")
    return Question(asked, compare if compare in COMPARISONS else "", given.get("sort", ""), period, segment)


def over_year(given: QueryDict, actor: Actor, year: int) -> Question:
    """The conditions of an address over a year by month, beside the year before; days, statuses and day rule of the address
    are not looked at, the report has its own."""
    narrowed = given.copy()
    for name in OWN_RULES:
        narrowed.pop(name, None)
    first, last = date(year, 1, 1), date(year, 12, 31)
    narrowed.update({"from": first.isoformat(), "to": last.isoformat(), "by": "month", "compare": "year_before"})
    return read(narrowed, actor, last)


def _period(given: QueryDict, today: date) -> tuple[date, date, str]:
    """First and last day, and the code of a period that moves on with the days. Raises FieldErrors."""
    offered = {code: (first, last) for code, first, last in presets(today)}
    named = given.get("period", "")
    days = _days(given)
    if not any(days.values()):
        code = named if named in offered else "month"
        return *offered[code], code
    (start, first), (end, last) = days.items()
    last = last or max(today, first or today)
    first = first or last.replace(day=1)
    if first > last:
        raise FieldErrors([FieldProblem(end, "before_start", _("结束日期不能早于开始日期"))])
    if last - first > LONGEST:
        too_long = _("期间最多 %(days)s 天") % {"days": LONGEST.days}
        raise FieldErrors([FieldProblem(start, "too_long", too_long)])
    # the form sends the days of the period beside its name; other days were typed
    return first, last, named if offered.get(named) == (first, last) else ""


def _days(given: QueryDict) -> dict[str, date | None]:
    """The days that were given, by the name of their field. Raises FieldErrors."""
    found: dict[str, date | None] = {}
    problems = []
    for page, api in (("from", "first"), ("to", "last")):  # pages say from and to, the API first and last
        name = api if api in given and page not in given else page
        text = given.get(name, "").strip()
        found[name] = _day(text)
        if text and found[name] is None:
            problems.append(FieldProblem(name, "no_date", _("日期要写成 2026-01-31 这样")))
    if problems:
        raise FieldErrors(problems)
    return found


def as_address(question: Question, **changes: Any) -> str:
    """The query string of a question, with some of it changed; None takes a part away."""
    asked = question.asked
    given: dict[str, Any] = {
        "by": asked.by, "period": question.period, "from": "" if question.period else asked.first.isoformat(),
        "to": "" if question.period else asked.last.isoformat(),
        "basis": "" if asked.by_approval or not set(asked.statuses) <= set(SOLD) else ORDERED,
        "currency": asked.currency, "status": _beyond_default(asked), "unit": list(asked.units),
        "store": list(asked.stores), "channel": list(asked.channels), "type": list(asked.types), "level": list(asked.levels),
        "customer_category": list(asked.customer_categories), "owner": asked.owner, "customer": asked.customer,
        "category": asked.category, "item": asked.item, "region": asked.region, "segment": question.segment, "compare": question.compare,
        "sort": question.sort,
    } | changes  # fmt: skip
    return urlencode({name: value for name, value in given.items() if value not in (None, "", [])}, doseq=True)


def _beyond_default(asked: Asked) -> list[str]:
    return list(asked.statuses) if set(asked.statuses) != set(SOLD) else []


def orders_url(asked: Asked, group: Group, segment: int | None = None) -> str:
    """The list of exactly the orders of one group; "" where no list can say it: no orders, or without such a trait."""
    if group.key is None or not group.orders:
        return ""
    first, last, trait = asked.first, asked.last, asked.trait
    narrowed = conditions_of(asked) | {"segment": segment}
    if trait.kind == TIME:
        start, stop = span(asked.by, group.key)
        first, last = max(start, first), min(stop, last)
    else:
        name = trait.listed or trait.code
        if name == "region_code" and len(str(narrowed.get(name, ""))) > len(str(group.key)):
            name = ""  # the group is larger than what is asked for
        narrowed |= {name: group.key} if name else {}
    days = "approved" if asked.by_approval else "ordered"
    narrowed |= {f"{days}_from": first, f"{days}_to": last}
    query = {name: value for name, value in narrowed.items() if value not in (None, "", [])}
    return f"{reverse('sales:order_list')}?{urlencode(query, doseq=True)}"


def conditions_of(asked: Asked) -> dict[str, Any]:
    """The conditions as the list of orders takes them, without the period."""
    return {
        "view": 0, "currency": asked.currency, "status": sorted(asked.statuses), "unit": list(asked.units),
        "store": list(asked.stores), "channel": list(asked.channels), "type": list(asked.types), "customer_level": list(asked.levels),
        "customer_category": list(asked.customer_categories), "owner": asked.owner, "customer": asked.customer,
        "category": asked.category, "item": asked.item, "region_code": asked.region,
    }  # fmt: skip


def presets(today: date) -> list[tuple[str, date, date]]:
    """Periods with one press: code, first and last day."""
    monday, month, year = today - timedelta(days=today.weekday()), today.replace(day=1), today.replace(month=1, day=1)
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    before = month - timedelta(days=1)
    return [
        ("today", today, today), ("week", monday, today), ("month", month, today),
        ("last_month", before.replace(day=1), before), ("quarter", quarter, today), ("year", year, today),
        ("last_year", year.replace(year=year.year - 1), year - timedelta(days=1)),
    ]  # fmt: skip


def span(by: str, first: date) -> tuple[date, date]:
    """The first and the last day of the step of time that begins on a day."""
    if by == "month":
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first, first + timedelta(days=6 if by == "week" else 0)


def _currency(given: QueryDict) -> str:
    """Only orders in this currency; without one all orders, in the company's own."""
    code = given.get("currency", "").upper()
    return code if len(code) == 3 and code.isascii() and code.isalpha() else ""


def _code(text: str) -> str:
    """The beginning of a code of a division."""
    return text if text.isascii() and text.isdecimal() and 2 <= len(text) <= 12 else ""


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
