"""Pages of the rules (SYS-011)."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.kit.clock import business_date, now
from danshu.kit.context import Effect
from danshu.kit.errors import NotFound
from danshu.kit.records import record_url
from danshu.kit.trail import history
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import told, with_count
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link
from danshu.ui.formats import date_text
from danshu.ui.forms import form_page, posted
from danshu.ui.lists import list_view
from danshu.ui.messages import done
from danshu.ui.responses import render_page
from danshu.ui.switching import confirm_switch
from danshu.validation.hosts import HOSTS, Host
from danshu.validation.kinds import STANDING, RuleKind, Severity
from danshu.validation.labels import RULE_LABELS
from danshu.validation.looking import SHOWN, trial
from danshu.validation.models import Fault, Rule
from danshu.validation.operations.define_rule import define_rule
from danshu.validation.operations.edit_rule import edit_rule
from danshu.validation.operations.switch_rule import switch_rule
from danshu.validation.permissions import CONFIGURE
from danshu.validation.queries import data_of, rule_by_id
from danshu.validation.web.forms import RuleForm, initial_of
from danshu.validation.web.lists import RULE_STATES, rule_url, rules_list
from danshu.validation.wording import field_label, settings_text, units_text


def _host(kind: str) -> Host:
    if kind not in HOSTS:
        raise NotFound
    return HOSTS[kind]


def _path(host: Host) -> list[tuple[Any, str]]:
    return [
        (pgettext("模块", "数据验证"), reverse("validation:index")),
        (host.label, reverse("validation:rules", args=[host.kind])),
    ]


@allowed_to(CONFIGURE)
def index(request: ActorRequest) -> HttpResponse:
    """All kinds of record with rules, how many of these are on, and how many records break one."""
    counted = Rule.objects.values("host").annotate(on=Count("id", filter=Q(is_on=True)), all=Count("id"))
    counts = {row["host"]: (row["on"], row["all"]) for row in counted}
    standing = Fault.objects.filter(state__in=STANDING).values("host").annotate(n=Count("id"))
    found = {row["host"]: row["n"] for row in standing}
    rows = [
        (host, *counts.get(host.kind, (0, 0)), found.get(host.kind, 0), reverse("validation:rules", args=[host.kind]))
        for host in HOSTS.values()
    ]
    return render_page(request, "validation/index.html", {"rows": rows})


@allowed_to(CONFIGURE)
def rules_of(request: ActorRequest, kind: str) -> HttpResponseBase:
    """The rules of one kind of record."""
    _host(kind)
    return list_view(rules_list(kind))(cast(HttpRequest, request))


@allowed_to(CONFIGURE)
def add(request: ActorRequest, kind: str) -> HttpResponse:
    """A new rule, switched off at first."""
    host = _host(kind)
    form = RuleForm(posted(request), host=host)

    def save() -> str:
        row = define_rule.keyed(form.token)(host=kind, values=form.entered, actor=request.actor, at=now())
        done(request, _("规则「%(name)s」已新增，试算后启用") % {"name": row.name})
        return rule_url(row)

    back_url = reverse("validation:rules", args=[kind])
    return form_page(request, form, save, title=_("新增规则"), back_url=back_url, context={"breadcrumb": _path(host)})


@allowed_to(CONFIGURE)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a rule; its field and kind are only shown."""
    row = rule_by_id(pk)
    form = RuleForm(posted(request), host=HOSTS[row.host], row=row, initial=initial_of(row))

    def save() -> str:
        edit_rule.keyed(form.token)(
            rule_id=pk, values=form.entered, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("规则「%(name)s」已保存") % {"name": form.entered["name"]})
        return rule_url(row)

    subject = [
        Fact(label=pgettext("验证规则", "字段"), value=field_label(row.host, row.field)),
        Fact(label=_("规则类型"), value=RuleKind(row.kind).label),
    ]
    context = {"breadcrumb": _path(HOSTS[row.host]), "subject": subject}
    return form_page(request, form, save, title=_("修改规则"), back_url=rule_url(row), context=context)


@allowed_to(CONFIGURE)
def rule(request: ActorRequest, pk: int) -> HttpResponse:
    """One rule, read-only, with its history."""
    row = rule_by_id(pk)
    units = units_text(row.unit_ids) if row.unit_ids else _("所有组织")
    pairs = [
        (RULE_LABELS["field"], field_label(row.host, row.field)), (RULE_LABELS["kind"], RuleKind(row.kind).label),
        (RULE_LABELS["settings"], settings_text(row.host, row.field, row.settings) or "—"),
        (RULE_LABELS["severity"], Severity(row.severity).label), (RULE_LABELS["valid_from"], date_text(row.valid_from)),
        (RULE_LABELS["unit_ids"], units),
    ]  # fmt: skip
    words = [(RULE_LABELS["message"], row.message), (RULE_LABELS["message_en"], row.message_en or "—")]
    standing = Fault.objects.filter(rule_id=pk, state__in=STANDING).count()
    listing = f"{reverse('validation:fault_list')}?source=rule:{pk}"
    label = told(with_count("数据审核中有 %(count)s 条"), {"count": standing})
    page = DetailPage(
        title=row.name, status=RULE_STATES["on" if row.is_on else "off"], subtitle=str(HOSTS[row.host].label),
        actions=_actions(row), timeline=history("validation.rule", row.pk), breadcrumb=_path(HOSTS[row.host]),
        cards=[
            Card(title=_("内容"), pairs=pairs), Card(title=_("提示"), pairs=words),
            Card(title=_("不符合的记录"), links=[Link(label=label, url=listing)]),
        ],
    )  # fmt: skip
    return render_page(request, "ui/detail.html", {"page": page})


def _actions(row: Rule) -> list[Action]:
    label, tone = (_("停用"), "") if row.is_on else (_("启用"), "primary")
    return [
        Action(label=_("修改"), url=reverse("validation:edit", args=[row.pk]), icon="pencil", key="E"),
        Action(label=_("试算"), url=reverse("validation:trial", args=[row.pk]), icon="eye"),
        Action(label=label, url=reverse("validation:switch", args=[row.pk]), method="dialog", tone=tone),
    ]


@allowed_to(CONFIGURE)
def trial_page(request: ActorRequest, pk: int) -> HttpResponse:
    """What the rule would fault among the records that exist: how many, and the first hundred."""
    row = rule_by_id(pk)
    found = trial(data_of(row), actor=request.actor, today=business_date(now()))
    rows = [(each, record_url(row.host, each.pk, each.number)) for each in found.rows]
    context = {
        "row": row,
        "found": found,
        "rows": rows,
        "shown": SHOWN,
        "breadcrumb": [*_path(HOSTS[row.host]), (row.name, rule_url(row))],
    }
    return render_page(request, "validation/trial.html", context)


@allowed_to(CONFIGURE)
def switch(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what it leads to, then switch the rule on when it is off, off when it is on."""
    row = rule_by_id(pk)
    off = Effect("validation.off", _("以后的录入不再检查"))
    return confirm_switch(request, row, switch_rule, off=off, back_url=rule_url(row))
