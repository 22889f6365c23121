"""The calendar page (COL-004)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from danshu.activities import permissions as rights
from danshu.activities import queries
from danshu.activities.people import possible_people
from danshu.activities.web import calendar as parts
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties.follow_up import FollowUp, shown_state, state_filter
from danshu.parties.queries import customers
from danshu.ui.responses import render_page

EVERYBODY = "all"
MOST_PEOPLE, MOST_WAITING = 200, 8


@allowed_to(rights.VIEW_PLANS)
def calendar(request: ActorRequest) -> HttpResponse:
    """?view=month|week|list, ?day=, ?person=: a key, or "all" for everybody in scope; mine without it."""
    view = request.GET.get("view", "")
    view = view if view in (parts.MONTH, parts.LIST) else parts.WEEK
    person = request.GET.get("person", "")
    person = person if person == EVERYBODY or (person.isdecimal() and len(person) <= 18) else ""
    span = parts.span_of(view, parts.read_day(request.GET.get("day", "")))
    begin, end = span.moments()
    whose = None if person == EVERYBODY else int(person or request.actor.user_id or 0)
    plans = queries.in_period(request.actor, begin, end, responsible_id=whose)
    days = parts.days_of(span, plans, now(), everybody=whose is None)
    context = {
        "span": span, "view": view, "days": days, "busy": [day for day in days if day.events],
        "weeks": parts.weeks_of(days) if view == parts.MONTH else [], "hours": parts.hours_of(days) if view == parts.WEEK else [],
        "person": person, "people": _people(request.actor), "waiting": _waiting(request.actor, whose),
        "may_plan": request.actor.can(rights.EDIT_PLANS), "new_url": reverse("activities:plan_new"),
        "before": parts.link(view, span.before, person), "after": parts.link(view, span.after, person),
        "now": parts.link(view, timezone.localdate(), person),
        "views": [
            (label, parts.link(code, span.day, person), code == view)
            for code, label in ((parts.MONTH, _("月")), (parts.WEEK, _("周")), (parts.LIST, _("清单")))
        ],
    }  # fmt: skip
    return render_page(request, "activities/calendar.html", context)


def _people(actor: Actor) -> list[tuple[str, str]]:
    """Whose calendar can be opened."""
    found = possible_people("", permission=rights.VIEW_PLANS, actor=actor, at=now())[:MOST_PEOPLE]
    others = [(str(each.pk), each.full_name) for each in found if each.pk != actor.user_id]
    return [("", _("我的")), *([(EVERYBODY, _("所有人")), *others] if others else [])]


def _waiting(actor: Actor, whose: int | None) -> list[dict[str, Any]]:
    """Customers whose contact is due and for whom nothing is planned, the longest overdue first."""
    moment = now()
    due = state_filter(FollowUp.OVERDUE, moment) | state_filter(FollowUp.SOON, moment)
    rows = customers(actor).filter(due, is_valid=True, next_contact_at__isnull=True)
    if whose is not None:
        rows = rows.filter(owner_id=whose)
    return [
        {
            "customer": row, "state": shown_state(row.contact_due_at, moment), "level": row.level.label if row.level else "",
            "url": reverse("activities:customer_plan_new", args=[row.pk]),
        }
        for row in rows.select_related("level").order_by("contact_due_at", "pk")[:MOST_WAITING]
    ]  # fmt: skip
