"""Pages of plans (CUS-030)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danshu.activities import permissions as rights
from danshu.activities import queries
from danshu.activities.lifecycle import OPEN_PLANS, PlanStatus
from danshu.activities.loading import require_open
from danshu.activities.models import Plan
from danshu.activities.operations.cancel_plan import cancel_plan
from danshu.activities.operations.create_plan import create_plan
from danshu.activities.operations.edit_plan import edit_plan
from danshu.activities.operations.postpone_plan import postpone_plan
from danshu.activities.operations.start_plan import start_plan
from danshu.activities.web.details import plan_page
from danshu.activities.web.forms import CustomerForm, PlanForm, PostponeForm
from danshu.activities.web.lists import PLANS
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties import queries as parties
from danshu.ui.detail import Action, Fact
from danshu.ui.formats import datetime_text
from danshu.ui.forms import form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

FIELDS = ("title", "planned_at", "duration_minutes", "place", "priority", "remind_minutes", "content", "version")
KEYS = ("plan_type", "type", "contact", "responsible")


@allowed_to(rights.EDIT_PLANS)
def new(request: ActorRequest) -> HttpResponse:
    """For whom? Then the form of that customer; ?at= goes along."""
    form = CustomerForm(posted(request), actor=request.actor)
    back_url = reverse("activities:plan_list")

    def save() -> str:
        moment = request.GET.get("at", "")
        query = f"?at={moment}" if _moment(moment) else ""
        return reverse("activities:customer_plan_new", args=[form.values["customer"]]) + query

    context = {"breadcrumb": [(PLANS.title, back_url)], "save_label": _("继续")}
    return form_page(request, form, save, title=_("新建计划"), back_url=back_url, context=context)


def _moment(text: str) -> datetime | None:
    """A day and hour from an address, where the person is; None for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=timezone.get_current_timezone())
    except ValueError:
        return None


@allowed_to(rights.EDIT_PLANS)
def customer_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Plan a contact with this customer; ?at= is the proposed moment."""
    customer = parties.customer(request.actor, pk, permission=rights.EDIT_PLANS)
    start = {"responsible": request.actor.user_id, "planned_at": _moment(request.GET.get("at", ""))}
    form = PlanForm(posted(request), actor=request.actor, customer_id=pk, initial=start)
    url = reverse("parties:customer", args=[pk])

    def save() -> str:
        made = create_plan.keyed(form.token)(customer_id=pk, entry=form.entry, actor=request.actor, at=now())
        done(request, _("计划「%(title)s」已建立") % {"title": made.title})
        return url

    return form_page(
        request, form, save, title=_("新建计划"), back_url=url, context={"breadcrumb": _path(customer, url)}
    )


@allowed_to(rights.VIEW_PLANS)
def plan(request: ActorRequest, pk: int) -> HttpResponse:
    """One plan with its history."""
    found = queries.plan(request.actor, pk)
    return render_page(request, "activities/plan.html", {"page": plan_page(request, found, _actions(request, found)), "plan": found})  # fmt: skip


def _actions(request: ActorRequest, found: Plan) -> list[Action]:
    actor, made = request.actor, []
    if found.status not in OPEN_PLANS:
        return []

    def url(name: str) -> str:
        return reverse(f"activities:plan_{name}", args=[found.pk])

    if actor.can(rights.RECORD_CONTACT):
        carry = f"{reverse('activities:record', args=[found.customer_id])}?plan={found.pk}"
        made.append(Action(label=_("执行"), url=carry, icon="check", tone="primary"))
    if actor.can(rights.EDIT_PLANS):
        if found.status == PlanStatus.PLANNED:
            made.append(Action(label=_("开始"), url=url("start"), method="post", icon="player-play", menu=True))
        made += [
            Action(label=_("推迟"), url=url("postpone"), icon="clock"),
            Action(label=_("修改"), url=url("edit"), icon="pencil", key="E"),
            Action(label=_("取消计划"), url=url("cancel"), method="dialog", icon="ban", tone="danger"),
        ]
    return made


@allowed_to(rights.EDIT_PLANS)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change an open plan."""
    found = queries.plan(request.actor, pk)
    require_open(found)
    start = {name: getattr(found, name) for name in FIELDS} | {name: getattr(found, f"{name}_id") for name in KEYS}
    form = PlanForm(posted(request), actor=request.actor, customer_id=found.customer_id, record=found, initial=start)
    url = reverse("activities:plan", args=[pk])

    def save() -> str:
        edit_plan.keyed(form.token)(
            plan_id=pk, entry=form.entry, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("计划已保存"))
        return url

    context = {"breadcrumb": [(PLANS.title, reverse("activities:plan_list")), (found.title, url)]}
    return form_page(request, form, save, title=_("修改计划"), back_url=url, context=context)


@allowed_to(rights.EDIT_PLANS)
def postpone(request: ActorRequest, pk: int) -> HttpResponse:
    """Another time; the old one stays in the history."""
    found = queries.plan(request.actor, pk)
    require_open(found)
    later = max(found.planned_at, now()) + timedelta(days=1)
    form = PostponeForm(posted(request), initial={"planned_at": later, "version": found.version})
    url = reverse("activities:plan", args=[pk])

    def save() -> str:
        postpone_plan.keyed(form.token)(
            plan_id=pk, **form.values, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("计划已推迟到 %(time)s") % {"time": datetime_text(form.values["planned_at"])})
        return url

    context = {
        "breadcrumb": [(PLANS.title, reverse("activities:plan_list")), (found.title, url)],
        "subject": [Fact(label=_("现在的时间"), value=datetime_text(found.planned_at))], "save_label": _("推迟"),
    }  # fmt: skip
    return form_page(request, form, save, title=_("推迟计划"), back_url=url, context=context)


@require_POST
@allowed_to(rights.EDIT_PLANS)
def start(request: ActorRequest, pk: int) -> HttpResponse:
    """Somebody is at it."""
    found = queries.plan(request.actor, pk)
    start_plan(plan_id=pk, actor=request.actor, at=now())
    done(request, _("计划「%(title)s」执行中") % {"title": found.title})
    return go(request, reverse("activities:plan", args=[pk]))


@allowed_to(rights.EDIT_PLANS)
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then give a plan up."""
    found = queries.plan(request.actor, pk)
    url = reverse("activities:plan", args=[pk])

    def impact() -> Impact:
        trial = cancel_plan.dry_run(plan_id=pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("取消计划「%(title)s」？") % {"title": found.title}, effects=trial.effects,
            do_label=_("取消计划"), keep_label=_("保留计划"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        cancel_plan.keyed(key)(plan_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("计划「%(title)s」已取消") % {"title": found.title})
        return url

    return confirm(request, impact=impact, act=act, back_url=url)


def _path(customer: Any, url: str) -> list[tuple[Any, str]]:
    return [(_("客户"), reverse("parties:customer_list")), (customer.name, url)]
