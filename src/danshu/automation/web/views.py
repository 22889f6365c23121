"""Pages of automatic rules (SYS-029)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from danshu.automation.models import Rule
from danshu.automation.operations.define_rule import define_rule
from danshu.automation.operations.edit_rule import edit_rule
from danshu.automation.operations.set_actions import set_actions
from danshu.automation.operations.set_conditions import set_conditions
from danshu.automation.operations.switch_rule import switch_rule
from danshu.automation.permissions import CONFIGURE, VIEW
from danshu.automation.queries import rule_by_id, runs_of
from danshu.automation.registry import ACTIONS, Action, actions_for
from danshu.automation.rules import flat
from danshu.automation.web.forms import ActionForm, ConditionForm, RuleForm
from danshu.automation.web.lists import RULES
from danshu.automation.web.shown import RULE_STATES, RUN_STATES, rule_state, rule_url, subject_url
from danshu.automation.wording import action_text, host_label, outcome_text, trigger_text
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import NotFound
from danshu.kit.trail import history
from danshu.kit.web import ActorRequest, allowed_to
from danshu.ui.detail import Action as Button
from danshu.ui.detail import Card, DetailPage, Fact, Notice
from danshu.ui.formats import datetime_text
from danshu.ui.forms import form_page, posted
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page
from danshu.ui.switching import confirm_switch
from danshu.validation.asking import condition_text

SHOWN = 10


def path_to(rule: Rule | None = None) -> list[tuple[Any, str]]:
    """The way to a rule's pages."""
    start: list[tuple[Any, str]] = [(RULES.title, reverse("automation:rule_list"))]
    return start if rule is None else [*start, (rule.name, rule_url(rule))]


@allowed_to(CONFIGURE)
def add(request: ActorRequest) -> HttpResponse:
    """A new rule, switched off at first."""
    form = RuleForm(posted(request))

    def save() -> str:
        rule = define_rule.keyed(form.token)(values=form.values, actor=request.actor, at=now())
        done(request, _("规则「%(name)s」已新增，接着设置条件和动作") % {"name": rule.name})
        return rule_url(rule)

    return form_page(
        request, form, save, title=_("新增规则"), back_url=reverse("automation:rule_list"),
        context={"breadcrumb": path_to()},
    )  # fmt: skip


@allowed_to(CONFIGURE)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Name, note and days; what starts it is only shown."""
    rule = rule_by_id(pk)
    start = {name: getattr(rule, name) for name in ("name", "note", "offset_days", "version")}
    form = RuleForm(posted(request), row=rule, initial=start)

    def save() -> str:
        edit_rule.keyed(form.token)(
            rule_id=pk, values=form.values, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("规则「%(name)s」已保存") % {"name": form.values["name"]})
        return rule_url(rule)

    subject = [Fact(label=pgettext("自动化", "触发"), value=trigger_text(rule))]
    context = {"breadcrumb": path_to(rule), "subject": subject}
    return form_page(request, form, save, title=_("修改规则"), back_url=rule_url(rule), context=context)


@allowed_to(VIEW)
def rule(request: ActorRequest, pk: int) -> HttpResponse:
    """One rule: what starts it, for which records, what it does, and its latest runs."""
    row = rule_by_id(pk)
    may_change = request.actor.can(CONFIGURE) and not row.is_on
    pairs = [(pgettext("自动化", "触发"), trigger_text(row)), (_("所属记录"), host_label(row.host))]
    if row.on_since:
        pairs.append((_("启用时间"), datetime_text(row.on_since)))
        pairs.append((_("启用人"), row.keeper.full_name if row.keeper else "—"))
    page = DetailPage(
        title=row.name, status=RULE_STATES[rule_state(row)], subtitle=row.note, actions=_buttons(request, row),
        notices=_notices(row), cards=[Card(title=_("规则"), pairs=pairs)], breadcrumb=path_to(),
        timeline=history("automation.rule", row.pk),
    )  # fmt: skip
    context = {
        "page": page, "rule": row, "may_change": may_change,
        "conditions": [condition_text(row.host, each) for each in row.conditions],
        "steps": [action_text(row.host, each) for each in row.actions],
        "offered": [(action, reverse("automation:action_new", args=[pk, action.code])) for action in actions_for(row.host)],
        "runs": [(run, RUN_STATES[run.status], outcome_text(run), subject_url(run)) for run in runs_of(pk, request.actor, SHOWN)],
        "runs_url": f"{reverse('automation:run_list')}?rule={pk}",
    }  # fmt: skip
    return render_page(request, "automation/rule.html", context)


def _notices(row: Rule) -> list[Notice]:
    if row.actions:
        return []
    return [Notice(title=_("还没有动作"), text=_("新增动作，试运行后启用"), tone="neutral")]


def _buttons(request: ActorRequest, row: Rule) -> list[Button]:
    if not request.actor.can(CONFIGURE):
        return []
    label, tone = (_("停用"), "") if row.is_on else (_("启用"), "primary")
    why = _("已启用，先停用再修改") if row.is_on else ""
    made = [
        Button(label=_("修改"), url=reverse("automation:edit", args=[row.pk]), icon="pencil", key="E", reason=why),
        Button(label=_("试运行"), url=reverse("automation:trial", args=[row.pk]), icon="player-play"),
    ]
    switch_url = reverse("automation:switch", args=[row.pk])
    none = "" if row.actions or row.is_on else _("先新增一个动作")
    return [*made, Button(label=label, url=switch_url, method="dialog", tone=tone, reason=none)]


@allowed_to(CONFIGURE)
def switch(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what it leads to, then switch the rule on when it is off, off when it is on."""
    row = rule_by_id(pk)
    off = Effect("automation.off", _("以后的事件不再执行；等待中的也不执行"))
    return confirm_switch(request, row, switch_rule, off=off, back_url=rule_url(row))


@allowed_to(CONFIGURE)
def condition_new(request: ActorRequest, pk: int) -> HttpResponse:
    """One condition more."""
    row = rule_by_id(pk)
    form = ConditionForm(posted(request), rule=row, initial={"version": row.version})

    def save() -> str:
        wanted = [*map(flat, row.conditions), form.values]
        set_conditions.keyed(form.token)(
            rule_id=pk, conditions=wanted, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("条件已新增"))
        return rule_url(row)

    context = {"breadcrumb": path_to(row)}
    return form_page(request, form, save, title=_("新增条件"), back_url=rule_url(row), context=context)


@allowed_to(CONFIGURE)
def action_new(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    """One action more."""
    return _action_form(request, rule_by_id(pk), _action(rule_by_id(pk), code), None)


@allowed_to(CONFIGURE)
def action_edit(request: ActorRequest, pk: int, place: int) -> HttpResponse:
    """Other settings of an action."""
    row = rule_by_id(pk)
    stored = _at(row.actions, place)
    return _action_form(request, row, _action(row, stored["code"]), place)


def _action(row: Rule, code: str) -> Action:
    if code not in ACTIONS or not ACTIONS[code].is_for(row.host):
        raise NotFound
    return ACTIONS[code]


def _at(stored: Sequence[Mapping[str, Any]], place: int) -> Mapping[str, Any]:
    if not 0 < place <= len(stored):
        raise NotFound
    return stored[place - 1]


def _action_form(request: ActorRequest, row: Rule, action: Action, place: int | None) -> HttpResponse:
    start = {"version": row.version} | (dict(row.actions[place - 1]) if place else {})
    form = ActionForm(posted(request), action=action, host=row.host, initial=start)

    def save() -> str:
        mine = {"code": action.code, **form.values}
        wanted = [*row.actions, mine] if place is None else [*row.actions[: place - 1], mine, *row.actions[place:]]
        set_actions.keyed(form.token)(
            rule_id=row.pk, actions=wanted, version=form.seen_version, actor=request.actor, at=now()
        )
        done(request, _("动作已保存"))
        return rule_url(row)

    title = _("新增动作") if place is None else _("修改动作")
    return form_page(request, form, save, title=title, back_url=rule_url(row), context={"breadcrumb": path_to(row)})


def _seen(request: ActorRequest) -> int:
    """The version of the rule on the page that was pressed: in another one the same place holds something else."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) <= 9 else 0


@require_POST
@allowed_to(CONFIGURE)
def condition_remove(request: ActorRequest, pk: int, place: int) -> HttpResponse:
    """One condition less."""
    row = rule_by_id(pk)
    _at(row.conditions, place)
    kept = [flat(each) for number, each in enumerate(row.conditions, 1) if number != place]
    set_conditions(rule_id=pk, conditions=kept, version=_seen(request), actor=request.actor, at=now())
    done(request, _("条件已删除"))
    return go(request, rule_url(row))


@require_POST
@allowed_to(CONFIGURE)
def action_remove(request: ActorRequest, pk: int, place: int) -> HttpResponse:
    """One action less."""
    row = rule_by_id(pk)
    _at(row.actions, place)
    kept = [each for number, each in enumerate(row.actions, 1) if number != place]
    set_actions(rule_id=pk, actions=kept, version=_seen(request), actor=request.actor, at=now())
    done(request, _("动作已删除"))
    return go(request, rule_url(row))
