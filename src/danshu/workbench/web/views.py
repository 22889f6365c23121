"""The page of the workbench, and its arrangement."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from danshu.kit.clock import business_date, now
from danshu.kit.web import ActorRequest, signed_in
from danshu.notices.queries import notices_of
from danshu.notices.reading import text_of
from danshu.parameters.queries import value
from danshu.reminders.queries import on_desk
from danshu.reminders.web.shown import CHOICES, work_url
from danshu.sales.web.figures import orders_url
from danshu.sales.web.statuses import ORDER_STATUSES
from danshu.ui.messages import done
from danshu.ui.responses import go
from danshu.workbench.cards import Pictures, pictures
from danshu.workbench.operations.arrange_workbench import arrange_workbench
from danshu.workbench.periods import Chosen, chosen
from danshu.workbench.queries import key_figures, known_keys, waiting_for
from danshu.workbench.web.drawing import HEIGHT, WIDTH, course_of
from danshu.workbench.web.shown import tile_of

PERIOD_LABELS = {
    "today": gettext_lazy("今天"), "week": gettext_lazy("本周"), "month": gettext_lazy("本月"),
    "quarter": gettext_lazy("本季度"), "year": gettext_lazy("今年"),
}  # fmt: skip
COMPARISON_LABELS = {"previous": gettext_lazy("上一期"), "year_before": pgettext_lazy("对比", "上年同期")}
NOTICES, REMINDERS = 6, 6


@signed_in
def home(request: ActorRequest) -> HttpResponse:
    """What waits, the figures of a period and their pictures; ?period= and ?compare= choose (COL-001, RPT-001)."""
    actor = request.actor
    time = chosen(request.GET.get("period", ""), request.GET.get("compare", ""), business_date(now()))
    shown, hidden = key_figures(actor, time)
    currency = str(value("base_currency"))
    seen = pictures(actor, time.window, currency)
    context = {
        "time": time, "choices": _choices(time), "waiting": waiting_for(actor), "at": now(), "currency": currency,
        "tiles": [tile_of(figure) for figure in shown], "hidden": [tile_of(figure) for figure in hidden],
        "notices": [(notice, text_of(notice)) for notice in notices_of(actor.user_id or 0).filter(read_at=None)[:NOTICES]],
        "reminders": [(row, work_url(row)) for row in on_desk(actor, REMINDERS)], "later": CHOICES,
        "token": str(uuid.uuid4()), "notices_url": reverse("notices:list"), "width": WIDTH,
        "height": HEIGHT, "course": course_of(seen.course) if len(seen.course) > 1 else None,
        "orders_url": _url("sales:order_list"), "units": _units(seen, time), "statuses": _statuses(seen, time),
        "can_search": actor.can("sales.order.view"),
    }  # fmt: skip
    return render(request, "workbench/home.html", context)


@require_POST
@signed_in
def arrange(request: ActorRequest) -> HttpResponse:
    """POST from the chooser: the ticked figures in their order; the others are hidden."""
    time = chosen("", "", business_date(now()))
    shown, hidden = key_figures(request.actor, time)
    wanted = [] if "default" in request.POST else request.POST.getlist("figures")
    keys, others = known_keys([*shown, *hidden], wanted)
    arrange_workbench.keyed(request.POST.get("form_token", ""))(
        shown=keys, hidden=[] if "default" in request.POST else others, actor=request.actor, at=now()
    )
    done(request, _("工作台已调整"))
    return go(request, reverse("workbench:home"))


def _choices(time: Chosen) -> dict[str, Any]:
    periods = [(key, label, key == time.period) for key, label in PERIOD_LABELS.items()]
    comparisons = [(key, label, key == time.comparison) for key, label in COMPARISON_LABELS.items()]
    return {
        "periods": periods, "comparisons": comparisons, "period": PERIOD_LABELS[time.period],
        "comparison": COMPARISON_LABELS[time.comparison],
    }  # fmt: skip


def _units(seen: Pictures, time: Chosen) -> list[dict[str, Any]]:
    """Units with their share of the best, when the person sees more than one."""
    best = max((unit.amount for unit in seen.units), default=Decimal(0))
    if len(seen.units) < 2 or best <= 0:
        return []
    return [
        {
            "unit": unit, "share": round(float(unit.amount / best * 100), 1),
            "url": orders_url(time.window, **({"unit": unit.unit_id} if unit.unit_id else {})),
        }
        for unit in seen.units[:8]
    ]  # fmt: skip


def _statuses(seen: Pictures, time: Chosen) -> list[dict[str, Any]]:
    most = max(seen.statuses.values(), default=0)
    return [
        {
            "status": ORDER_STATUSES[key], "count": seen.statuses[key], "share": round(seen.statuses[key] / most * 100, 1),
            "url": orders_url(time.window, status=key),
        }
        for key, _label in ORDER_STATUSES.choices()
        if seen.statuses.get(key)
    ]  # fmt: skip


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
