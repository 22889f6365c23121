"""Applications of employees: the list, deciding about one (ACC-006)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.access.operations.decide_registration import approve_registration, refuse_registration
from danshu.access.permissions import GRANT_EDIT
from danshu.access.queries import roles_to_choose
from danshu.identity.models import Registration, RegistrationState
from danshu.identity.permissions import USER_CREATE
from danshu.identity.queries import unit_choices
from danshu.identity.registrations import registration_by_id, registrations
from danshu.identity.web.fields import LANGUAGE_CHOICES, Ticks
from danshu.identity.web.unit_forms import person_field
from danshu.kit.clock import now
from danshu.kit.history import history
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import counter_word
from danshu.ui.detail import Action, Card, DetailPage, Link
from danshu.ui.fields import ChoiceField, NameField
from danshu.ui.formats import NOTHING, datetime_text
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.lists import Column, DateRangeFilter, ListSpec, Tab, TextFilter
from danshu.ui.lists.search import literal
from danshu.ui.messages import done
from danshu.ui.responses import render_page
from danshu.ui.statuses import Status, Statuses

STATES = Statuses(
    {
        "waiting": Status(gettext_lazy("待审批"), "warn"),
        "approved": Status(gettext_lazy("已通过"), "ok", "full"),
        "refused": Status(gettext_lazy("已拒绝"), "neutral", "x"),
    }
)


def registration_url(found: Registration) -> str:
    """The page of an application."""
    return reverse("access:registration", args=[found.pk])


REGISTRATIONS = ListSpec(
    name="access.registrations",
    title=gettext_lazy("员工账号申请"),
    noun=counter_word("applications", "个申请"),
    section=gettext_lazy("系统"),
    url_name="access:registrations",
    permission=USER_CREATE,
    rows=lambda actor: registrations(),
    label_of=str,
    sort="-created_at",
    search=literal("user_name", "full_name", "employee_number", "email", "phone"),
    search_hint=gettext_lazy("用户名、姓名、工号、邮箱、电话"),
    columns=[
        Column(key="user_name", label=gettext_lazy("用户名"), kind="link", url=registration_url, sort="user_name", card="number"),
        Column(key="full_name", label=gettext_lazy("姓名"), sort="full_name", card="title"),
        Column(key="employee_number", label=gettext_lazy("工号")),
        Column(key="unit", label=gettext_lazy("主要组织"), value=lambda r: r.unit.name if r.unit else None, card="left"),
        Column(key="email", label=gettext_lazy("邮箱"), card="middle"),
        Column(key="phone", label=gettext_lazy("电话"), hidden=True),
        Column(key="created_at", label=gettext_lazy("申请时间"), kind="datetime", sort="created_at", card="date"),
        Column(key="state", label=gettext_lazy("状态"), kind="status", statuses=STATES, main=True, card="status"),
        Column(key="decided_by_name", label=gettext_lazy("处理人")),
        Column(key="ip_address", label=gettext_lazy("网络地址"), tone="muted", hidden=True),
    ],
    tabs=[
        Tab(key="waiting", label=gettext_lazy("待审批"), where=Q(state="waiting")),
        Tab(key="all", label=gettext_lazy("全部")),
        Tab(key="approved", label=gettext_lazy("已通过"), where=Q(state="approved")),
        Tab(key="refused", label=gettext_lazy("已拒绝"), where=Q(state="refused")),
    ],
    filters=[
        TextFilter(key="full_name", label=gettext_lazy("姓名")),
        DateRangeFilter(key="applied", label=gettext_lazy("申请时间"), path="created_at", moments=True, common=True),
    ],
    row_class=lambda found: "void" if found.state == "refused" else "",
    empty_title=gettext_lazy("没有员工账号申请"),
    empty_text=gettext_lazy("打开系统参数“员工自助注册”后，员工可以在登录页申请"),
)  # fmt: skip


class ApproveForm(Form):
    """Where the person works, and his roles."""

    sections = [
        Section(gettext_lazy("个人信息"), ["unit:2", "position", "manager"]),
        Section(gettext_lazy("角色"), ["roles:4"]),
    ]
    unit = ChoiceField(label=gettext_lazy("主要组织"), choices=lambda: [("", "—"), *unit_choices()])
    position = NameField(label=gettext_lazy("职位"), required=False)
    manager = person_field(label=gettext_lazy("上级"), required=False)
    roles = forms.MultipleChoiceField(label=gettext_lazy("角色"), choices=roles_to_choose, widget=Ticks)


def _crumbs(found: Registration | None = None) -> list[tuple[str, str]]:
    own = [(str(found), registration_url(found))] if found else []
    return [(_("员工账号申请"), reverse("access:registrations")), *own]


@allowed_to(USER_CREATE)
def registration(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: one application."""
    found = registration_by_id(pk)
    page = DetailPage(
        title=found.full_name, subtitle=found.user_name, status=STATES[found.state], actions=_actions(request, found),
        cards=_cards(found), timeline=history("identity.registration", pk), breadcrumb=_crumbs(),
    )  # fmt: skip
    return render_page(request, "ui/detail.html", {"page": page})


def _actions(request: ActorRequest, found: Registration) -> list[Action]:
    if found.state != RegistrationState.WAITING:
        return []
    acts = [
        Action(label=pgettext_lazy("申请", "拒绝"), url=reverse("access:registration_refuse", args=[found.pk]),
               method="dialog", tone="danger")
    ]  # fmt: skip
    if request.actor.can(GRANT_EDIT):
        url = reverse("access:registration_approve", args=[found.pk])
        acts.insert(0, Action(label=_("通过并分配角色"), url=url, icon="user-check", tone="primary", key="E"))
    return acts


def _cards(found: Registration) -> list[Card]:
    pairs: list[tuple[Any, Any]] = [
        (_("用户名"), found.user_name), (_("姓名"), found.full_name), (_("工号"), found.employee_number or NOTHING),
        (_("邮箱"), found.email), (_("电话"), found.phone or NOTHING),
        (_("主要组织"), found.unit.name if found.unit else NOTHING), (_("职位"), found.position or NOTHING),
        (_("语言"), dict(LANGUAGE_CHOICES).get(found.language, found.language)),
    ]  # fmt: skip
    origin = [(_("申请时间"), datetime_text(found.created_at)), (_("网络地址"), found.ip_address or NOTHING)]
    if found.decided_at:
        origin += [(_("处理人"), found.decided_by_name), (_("处理时间"), datetime_text(found.decided_at))]
        origin += [(_("原因"), found.reason)] if found.reason else []
    cards = [Card(title=_("申请人"), pairs=pairs), Card(title=pgettext_lazy("申请", "来源"), pairs=origin)]
    if found.user_id:
        cards.append(
            Card(title=_("账号"), links=[Link(label=str(found), url=reverse("access:user", args=[found.user_id]))])
        )
    return cards


@allowed_to(USER_CREATE)
def registration_approve(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: unit and roles to choose; POST: make the account."""
    found = registration_by_id(pk)
    initial = {"unit": found.unit_id or "", "position": found.position, "version": found.version}
    form = ApproveForm(posted(request), initial=initial)

    def save() -> str:
        v = form.values
        approve_registration.keyed(form.token)(
            registration_id=pk, unit_id=int(v["unit"]) if v["unit"] else None, position=v["position"],
            manager_id=v["manager"], role_ids=[int(key) for key in v["roles"]], version=form.seen_version,
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("%(label)s 的账号已开通") % {"label": found})
        return registration_url(found)

    context = {"breadcrumb": _crumbs(found), "save_label": _("开通账号")}
    title = _("通过 %(label)s 的申请") % {"label": found}
    return form_page(request, form, save, title=title, back_url=registration_url(found), context=context)


@allowed_to(USER_CREATE)
def registration_refuse(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: what it means; POST: refuse with a reason."""
    found = registration_by_id(pk)

    def impact() -> Impact:
        trial = refuse_registration.dry_run(registration_id=pk, reason="…", actor=request.actor, at=now())
        return Impact(
            title=_("拒绝 %(label)s 的申请？") % {"label": found}, effects=trial.effects, do_label=_("拒绝申请"),
            keep_label=_("保留申请"), reason="required",
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        refuse_registration.keyed(key)(
            registration_id=pk, reason=reason, version=found.version, actor=request.actor, at=now()
        )
        done(request, _("%(label)s 的申请已拒绝") % {"label": found})
        return registration_url(found)

    return confirm(request, impact=impact, act=act, back_url=registration_url(found))
