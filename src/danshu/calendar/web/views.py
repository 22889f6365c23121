"""Pages of the working calendar (SYS-002)."""

from __future__ import annotations

from datetime import date, time
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.calendar.models import DayKind
from danshu.calendar.names import shown_name
from danshu.calendar.operations.confirm_year import confirm_year
from danshu.calendar.operations.mark_days import mark_days
from danshu.calendar.operations.set_working_week import set_working_week
from danshu.calendar.operations.unmark_day import unmark_day
from danshu.calendar.permissions import CONFIGURE
from danshu.calendar.queries import missing_year, working_week
from danshu.calendar.web.forms import WEEKDAYS, MarkForm, WeekForm
from danshu.calendar.web.month import marked_days, neighbours, weeks
from danshu.identity.queries import unit_choices
from danshu.kit.clock import business_date, now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.forms import form_page, posted
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

FIRST_YEAR, LAST_YEAR = 2000, 2100


@allowed_to(CONFIGURE)
def month(request: ActorRequest) -> HttpResponse:
    """A month of the company or of one unit, with the year's marks."""
    today = business_date(now())
    year, number, unit = _place(request, today)
    before, after = neighbours(year, number)
    week = working_week(unit)
    context = {
        "weeks": weeks(year, number, today=today, unit_id=unit),
        "year": year,
        "month": number,
        "first_day": date(year, number, 1),
        "unit": unit,
        "units": [(int(pk), name) for pk, name in unit_choices()],
        "weekdays": [label for _number, label in WEEKDAYS],
        "before": _address(*before, unit),
        "after": _address(*after, unit),
        "marks": [(mark, working, shown_name(mark)) for mark, working in marked_days(year, unit)],
        "missing": missing_year(today),
        "week": week,
        "week_days": [label for day, label in WEEKDAYS if day in week.weekdays],
        "query": urlencode({"unit": unit or ""}),
    }
    return render_page(request, "calendar/month.html", context)


@allowed_to(CONFIGURE)
def mark(request: ActorRequest) -> HttpResponse:
    """Mark days."""
    unit = _unit(request)
    day = request.GET.get("day", "")
    kind = request.GET.get("kind", DayKind.HOLIDAY)
    form = MarkForm(posted(request), initial={"first": day, "kind": kind if kind in DayKind.values else ""})

    def save() -> str:
        first, last = form.values["first"], form.values["last"] or form.values["first"]
        mark_days.keyed(form.token)(
            first=first, last=last, kind=form.values["kind"], name=form.values["name"], unit_id=unit,
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("%(first)s 至 %(last)s 已标记") % {"first": first.isoformat(), "last": last.isoformat()})
        return _address(first.year, first.month, unit)

    back_url = reverse("calendar:month")
    context = {"breadcrumb": [(_("工作日历"), back_url)]}
    return form_page(request, form, save, title=_("标记日期"), back_url=back_url, context=context)


@allowed_to(CONFIGURE)
def unmark(request: ActorRequest) -> HttpResponse:
    """Remove the mark of a day (POST)."""
    unit = _unit(request)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise NotFound() from None
    unmark_day(day=day, unit_id=unit, actor=request.actor, at=now())
    done(request, _("%(day)s 的标记已取消") % {"day": day.isoformat()})
    return go(request, _address(day.year, day.month, unit))


@allowed_to(CONFIGURE)
def week(request: ActorRequest) -> HttpResponse:
    """Working weekdays and hours of the company or of one unit."""
    unit = _unit(request)
    current = working_week(unit)
    initial = {"weekdays": current.weekdays, "opens": current.opens, "closes": current.closes}
    form = WeekForm(posted(request), initial={**initial, "version": current.version if current.pk else ""})

    def save() -> str:
        values = form.values
        set_working_week.keyed(form.token)(
            weekdays=values["weekdays"], opens=values["opens"] or time(), closes=values["closes"] or time(),
            unit_id=unit, seen_version=form.seen_version, actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("工作时间已保存"))
        return f"{reverse('calendar:month')}?{urlencode({'unit': unit or ''})}"

    back_url = reverse("calendar:month")
    context = {"breadcrumb": [(_("工作日历"), back_url)]}
    return form_page(request, form, save, title=_("工作时间"), back_url=back_url, context=context)


@allowed_to(CONFIGURE)
def complete(request: ActorRequest, year: int) -> HttpResponse:
    """State that a year's holidays are entered (POST)."""
    if request.method == "POST":
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise NotFound()
        confirm_year(year=year, actor=request.actor, at=now())
        done(request, _("%(year)s 年的日历已确认") % {"year": year})
    return go(request, _address(year, 1, None))


def _place(request: ActorRequest, today: date) -> tuple[int, int, int | None]:
    """Year, month and unit of the address; today's when it names none or one that does not exist."""
    year, number = request.GET.get("year", ""), request.GET.get("month", "")
    sound = year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR
    chosen_year = int(year) if sound else today.year
    fits = number.isdecimal() and 1 <= int(number) <= 12
    return chosen_year, int(number) if fits else today.month, _unit(request)


def _unit(request: ActorRequest) -> int | None:
    """The unit of the address; NotFound for one that does not exist."""
    text = request.GET.get("unit", "") or request.POST.get("unit", "")
    if not text:
        return None
    if text not in {pk for pk, _label in unit_choices()}:
        raise NotFound()
    return int(text)


def _address(year: int, number: int, unit: int | None) -> str:
    return f"{reverse('calendar:month')}?{urlencode({'year': year, 'month': number, 'unit': unit or ''})}"
