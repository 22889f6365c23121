"""The order desk at a glance: what waits per branch, who is at what, until when, and what goes back how often.

Each figure is the number of rows of the list that it opens: same scope, same conditions (RPT-002).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from danshu.calendar.queries import load as load_calendar
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.parameters.queries import value
from danshu.sales.dictionaries import OTHER_REASON
from danshu.sales.models import Order, OrderReturn, ReviewClaim
from danshu.sales.permissions import REVIEW_ORDER, VIEW_ORDER

# a page that is open says so twice a minute; who was silent longer has gone away
PRESENT = timedelta(minutes=2)
SOON = timedelta(hours=1)
MOST = 5000
# a working week is stretched by holidays by a few weeks at most
CALENDAR_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose an order is, since when, and whether he has its page open."""

    user_id: int
    name: str
    since: datetime
    is_here: bool
    passed_by: str
    note: str


def claims(order_ids: Iterable[int], at: datetime) -> dict[int, Claim]:
    """The standing claims of some orders; one query."""
    rows = ReviewClaim.objects.filter(order_id__in=list(order_ids), claimed_at__gte=F("order__submitted_at"))
    return {
        row.order_id: Claim(
            row.by_id, row.by_name, row.claimed_at, row.seen_at > at - PRESENT, row.passed_by_name, row.note
        )
        for row in rows
    }


def deadlines(submitted: Mapping[int, datetime], at: datetime) -> dict[int, datetime]:
    """By when each of some orders has to be reviewed, in working time (SYS-002); two queries for all."""
    if not submitted:
        return {}
    first = min(submitted.values())
    calendar = load_calendar(business_date(first), business_date(at + CALENDAR_AHEAD))
    seconds = int(value("review_due_hours")) * 3600
    return {pk: calendar.after(moment, seconds) for pk, moment in submitted.items()}


@dataclass(slots=True)
class Inbox:
    """What waits for review from one branch."""

    unit_id: int | None
    name: str
    waiting: int = 0
    late: int = 0
    soon: int = 0
    claimed: int = 0
    first_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class AtWork:
    """A reviewer and the orders that he has claimed."""

    name: str
    numbers: Sequence[str]
    is_here: bool


def inboxes(actor: Actor, at: datetime) -> tuple[list[Inbox], list[AtWork]]:
    """What waits for this reviewer by branch, the most urgent first, and who is at it; four queries."""
    rows = Order.objects.visible_to(actor, REVIEW_ORDER).awaiting_review().order_by("submitted_at", "pk")
    found = list(rows.values_list("pk", "number", "unit_id", "unit__name", "submitted_at")[:MOST])
    due = deadlines({pk: moment or at for pk, _number, _unit, _name, moment in found}, at)
    claimed = claims(due, at)
    boxes: dict[int | None, Inbox] = {}
    for pk, _number, unit_id, name, _moment in found:
        box = boxes.setdefault(unit_id, Inbox(unit_id, name or _("没有组织")))
        box.waiting += 1
        box.late += due[pk] < at
        box.soon += at <= due[pk] < at + SOON
        box.claimed += pk in claimed
        box.first_due = min(box.first_due or due[pk], due[pk])
    numbers = {pk: number for pk, number, *_rest in found}
    return sorted(boxes.values(), key=lambda box: (box.first_due or at, box.name)), _at_work(claimed, numbers)


def _at_work(claimed: Mapping[int, Claim], numbers: Mapping[int, str]) -> list[AtWork]:
    people: dict[int, list[int]] = {}
    for pk, claim in claimed.items():
        people.setdefault(claim.user_id, []).append(pk)
    made = [
        AtWork(claimed[keys[0]].name, [numbers[pk] for pk in sorted(keys)], any(claimed[pk].is_here for pk in keys))
        for keys in people.values()
    ]
    return sorted(made, key=lambda each: (not each.is_here, each.name))


# ---- errors ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ErrorRate:
    """Of the orders of a branch or a person that were decided in a period, how many went back at least once."""

    key: int | None
    name: str
    decided: int
    returned: int

    @property
    def percent(self) -> float:
        """Returned of a hundred decided."""
        return round(100 * self.returned / self.decided, 1) if self.decided else 0.0


def returned_between(rows: QuerySet[Order], start: datetime | None, stop: datetime | None) -> QuerySet[Order]:
    """Those of some orders that went back in a period; an open end is None."""
    return rows.filter(Exists(_returns(start, stop)))


def decided_between(rows: QuerySet[Order], start: datetime | None, stop: datetime | None) -> QuerySet[Order]:
    """Those of some orders that were approved or went back in a period."""
    approved = Q(approved_at__isnull=False)
    if start is not None:
        approved &= Q(approved_at__gte=start)
    if stop is not None:
        approved &= Q(approved_at__lt=stop)
    return rows.filter(approved | Exists(_returns(start, stop)))


def _returns(start: datetime | None, stop: datetime | None) -> QuerySet[OrderReturn]:
    found = OrderReturn.objects.filter(order=OuterRef("pk"))
    if start is not None:
        found = found.filter(at__gte=start)
    return found.filter(at__lt=stop) if stop is not None else found


def error_rates(actor: Actor, start: datetime, stop: datetime, *, by: str) -> list[ErrorRate]:
    """By "unit" or "owner", the worst first; orders that came in from other software were never reviewed here."""
    name = {"unit": "unit__name", "owner": "owner__full_name"}[by]
    rows = decided_between(Order.objects.visible_to(actor, VIEW_ORDER), start, stop)
    marked = rows.annotate(went_back=Exists(_returns(start, stop))).values(f"{by}_id", name)
    counted = marked.annotate(decided=Count("pk"), returned=Count("pk", filter=Q(went_back=True))).order_by()
    made = [ErrorRate(row[f"{by}_id"], row[name] or "—", row["decided"], row["returned"]) for row in counted]
    return sorted(made, key=lambda rate: (-rate.percent, -rate.decided, rate.name))


def return_reasons(actor: Actor, start: datetime, stop: datetime) -> list[tuple[str, int]]:
    """How many orders went back for which reason in a period, the most frequent first, "other" after its equals."""
    seen = Order.objects.visible_to(actor, VIEW_ORDER)
    rows = OrderReturn.objects.filter(at__gte=start, at__lt=stop, order__in=seen).values_list("reason_code", "order_id")
    counts = Counter(code for code, _order in set(rows))
    return sorted(counts.items(), key=lambda each: (-each[1], each[0] == OTHER_REASON, each[0]))


def returned_for(rows: QuerySet[Order], codes: Sequence[Any]) -> QuerySet[Order]:
    """Those of some orders that ever went back for one of some reasons."""
    return rows.filter(Exists(OrderReturn.objects.filter(order=OuterRef("pk"), reason_code__in=list(codes))))
