"""The order desk's cockpit: inbox by branch, who is at it, deadlines, error rates (ORD-019, ORD-020)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danshu.dictionaries.queries import coded_choices
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parameters.queries import value
from danshu.sales.dictionaries import RETURN_REASON
from danshu.sales.models import Order
from danshu.sales.operations.claim_review import claim_review
from danshu.sales.operations.release_review import release_review
from danshu.sales.permissions import REVIEW_ORDER
from danshu.sales.queries import order_by_number
from danshu.sales.review_desk import (
    ErrorRate,
    decided_between,
    error_rates,
    inboxes,
    return_reasons,
    returned_between,
    returned_for,
)
from danshu.ui.lists import DateRangeFilter, MultiChoiceFilter
from danshu.ui.lists.filters import Filter
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

PERIODS = (7, 30, 90)
PRESENCE = "X-Presence"


def moments(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """From the first moment of a day to the last moment of another, where the person is."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(first, time(), zone) if first else None
    return start, datetime.combine(last + timedelta(days=1), time(), zone) if last else None


def _returned(rows: QuerySet[Order], ends: tuple[date | None, date | None]) -> QuerySet[Order]:
    return returned_between(rows, *moments(*ends))


def _decided(rows: QuerySet[Order], ends: tuple[date | None, date | None]) -> QuerySet[Order]:
    return decided_between(rows, *moments(*ends))


# what the figures open in the list of orders
DESK_FILTERS: Sequence[Filter] = (
    DateRangeFilter(key="returned", label=gettext_lazy("驳回日期"), path="pk", apply=_returned),
    DateRangeFilter(key="decided", label=gettext_lazy("审核日期"), path="pk", apply=_decided),
    MultiChoiceFilter(key="reason_code", label=gettext_lazy("驳回原因"), path="pk", apply=returned_for,
                      choices=lambda actor: coded_choices(RETURN_REASON)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Linked:
    """A rate and the lists behind its two numbers."""

    rate: ErrorRate
    decided_url: str
    returned_url: str


@allowed_to(REVIEW_ORDER)
def cockpit(request: ActorRequest) -> HttpResponse:
    """GET: the desk at a glance; ?days= how far back errors are counted."""
    at, today = now(), timezone.localdate()
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and int(asked) in PERIODS else 30
    first = today - timedelta(days=days - 1)
    start, stop = moments(first, today)
    assert start is not None and stop is not None  # noqa: PT018, S101 - both ends were given
    boxes, at_work = inboxes(request.actor, at)
    period = {"from": first.isoformat(), "to": today.isoformat()}
    labels = dict(coded_choices(RETURN_REASON))
    context: dict[str, Any] = {
        "boxes": boxes, "at_work": at_work, "at": at, "days": days, "periods": PERIODS,
        "due_hours": int(value("review_due_hours")),
        "waiting": sum(box.waiting for box in boxes), "late": sum(box.late for box in boxes),
        "soon": sum(box.soon for box in boxes), "claimed": sum(box.claimed for box in boxes),
        "tables": [
            (_("按组织"), _linked(error_rates(request.actor, start, stop, by="unit"), "unit", period)),
            (_("按业务员"), _linked(error_rates(request.actor, start, stop, by="owner"), "owner", period)),
        ],
        "reasons": [
            (labels.get(code, code), count, _orders_url({"reason_code": code, **_span("returned", period)}))
            for code, count in return_reasons(request.actor, start, stop)
        ],
    }  # fmt: skip
    return render_page(request, "sales/desk.html", context)


def _span(name: str, period: dict[str, str]) -> dict[str, str]:
    return {f"{name}_from": period["from"], f"{name}_to": period["to"]}


def _orders_url(asked: dict[str, Any]) -> str:
    return f"{reverse('sales:order_list')}?{urlencode({'view': 0, 'tab': 'all', **asked})}"


def _linked(rates: Sequence[ErrorRate], by: str, period: dict[str, str]) -> list[Linked]:
    made = []
    for rate in rates:
        whose = {by: rate.key} if rate.key is not None else {}
        made.append(
            Linked(rate, _orders_url(whose | _span("decided", period)), _orders_url(whose | _span("returned", period)))
        )
    return made


@require_POST
@allowed_to(REVIEW_ORDER)
def claim(request: ActorRequest, number: str) -> HttpResponse:
    """POST: claim, or take over with ?take_over=1; a page that is open says every half minute that it still is."""
    order = order_by_number(request.actor, number, REVIEW_ORDER)
    taking = bool(request.POST.get("take_over"))
    claim_review(order_id=order.pk, take_over=taking, actor=request.actor, at=now())
    if request.headers.get(PRESENCE):
        return HttpResponse(status=204)
    done(request, (_("已接手订单 %(number)s") if taking else _("已认领订单 %(number)s")) % {"number": number})
    return go(request, reverse("sales:review_order", args=[number]))


@require_POST
@allowed_to(REVIEW_ORDER)
def release(request: ActorRequest, number: str) -> HttpResponse:
    """POST: put it back into the queue."""
    order = order_by_number(request.actor, number, REVIEW_ORDER)
    if release_review(order_id=order.pk, actor=request.actor, at=now()):
        done(request, _("订单 %(number)s 已放回队列") % {"number": number})
    return go(request, reverse("sales:review"))
