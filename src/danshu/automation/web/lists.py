"""The lists of rules and of their runs (SYS-029)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from danshu.automation.lifecycle import RunStatus, Trigger
from danshu.automation.operations.retry_run import retry_run
from danshu.automation.permissions import CONFIGURE, VIEW
from danshu.automation.queries import TROUBLED, rules, runs
from danshu.automation.web.shown import RULE_STATES, RUN_STATES, rule_state, rule_url, subject_url
from danshu.automation.wording import actions_text, conditions_text, host_label, outcome_text, trigger_text
from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    Tab,
    literal,
)


def shortened(text: str, length: int) -> str:
    """The beginning of a text; all of it stands on the rule's page."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _acts(actor: Actor) -> list[Action]:
    made = [Action(label=pgettext("自动化", "执行记录"), url=reverse("automation:run_list"), icon="history")]
    if actor.can(CONFIGURE):
        made.append(Action(label=_("新增规则"), url=reverse("automation:add"), tone="primary", icon="plus", key="N"))
    return made


RULES = ListSpec(
    name="automation.rules",
    title=_("自动化规则"),
    noun=counter_word("rules", "条规则"),
    section=pgettext_lazy("列表", "系统"),
    url_name="automation:rule_list",
    permission=VIEW,
    rows=lambda actor: rules(),
    label_of=str,
    sort="-pk",
    search=literal("name", "note"),
    search_hint=_("规则名称、说明"),
    columns=[
        Column(key="name", label=_("规则名称"), kind="link", url=rule_url, sort="name", card="title"),
        Column(key="trigger", label=pgettext_lazy("自动化", "触发"), value=trigger_text, card="left"),
        Column(key="conditions", label=pgettext_lazy("自动化", "条件"), value=lambda row: shortened(conditions_text(row), 40) or None, tone="soft"),
        Column(key="actions", label=pgettext_lazy("自动化", "动作"), value=lambda row: shortened(actions_text(row), 60) or None),
        Column(
            key="state", label=_("启用开关"), kind="status", value=rule_state, statuses=RULE_STATES, main=True, card="status"
        ),
        Column(key="on_since", label=_("启用时间"), kind="datetime", sort="on_since", tone="soft", card="date"),
        Column(
            key="keeper", label=_("启用人"), value=lambda row: row.keeper.full_name if row.keeper else None, hidden=True
        ),
    ],
    filters=[
        ChoiceFilter(
            key="state", label=_("启用开关"), choices=[("on", _("已启用")), ("off", _("已停用"))], common=True,
            apply=lambda rows, value: rows.filter(is_on=value == "on"),
        ),
        ChoiceFilter(key="trigger", label=pgettext_lazy("自动化", "触发"), choices=Trigger.choices, common=True),
    ],
    acts=_acts,
    empty_title=_("还没有自动化规则"),
    empty_text=_("新增规则，试运行后启用"),
)  # fmt: skip


def _names(actor: Actor) -> list[tuple[str, Any]]:
    return [(str(pk), name) for pk, name in rules().order_by("name").values_list("pk", "name")]


RUNS = ListSpec(
    name="automation.runs",
    title=_("自动化执行记录"),
    noun=counter_word("runs", "次"),
    section=pgettext_lazy("列表", "系统"),
    url_name="automation:run_list",
    permission=VIEW,
    rows=runs,
    label_of=str,
    sort="-queued_at",
    search=literal("label", "outcome", "rule__name"),
    search_hint=_("记录、规则名称、结果"),
    columns=[
        Column(key="queued_at", label=_("时间"), kind="datetime", sort="id", card="date"),
        Column(
            key="rule", label=_("规则"), kind="link", value=lambda row: row.rule.name, url=lambda row: rule_url(row.rule),
            card="left",
        ),
        Column(key="record", label=_("记录"), kind="link", value=str, url=subject_url, card="title"),
        Column(key="host", label=_("所属记录"), value=lambda row: host_label(row.subject_kind), hidden=True),
        Column(key="status", label=_("状态"), kind="status", statuses=RUN_STATES, main=True, card="status"),
        Column(key="outcome", label=_("结果"), value=lambda row: shortened(outcome_text(row), 80) or None),
        Column(key="depth", label=_("层数"), kind="number", tone="soft", hidden=True),
        Column(key="attempts", label=_("失败次数"), kind="number", tone="soft", hidden=True),
        Column(key="ended_at", label=_("结束时间"), kind="datetime", hidden=True),
    ],
    tabs=[
        Tab(key="all", label=_("全部"), counted=False),
        Tab(key="waiting", label=RunStatus.WAITING.label, where=Q(status=RunStatus.WAITING)),
        Tab(key="troubled", label=pgettext_lazy("自动化", "没有成功"), where=TROUBLED, hot=True),
        Tab(key="done", label=RunStatus.DONE.label, where=Q(status=RunStatus.DONE), counted=False),
        Tab(key="skipped", label=RunStatus.SKIPPED.label, where=Q(status=RunStatus.SKIPPED), counted=False),
    ],
    filters=[
        ChoiceFilter(key="rule", label=_("规则"), path="rule_id", choices=_names, common=True),
        MultiChoiceFilter(key="status", label=_("状态"), choices=RunStatus.choices, common=True),
        DateRangeFilter(key="queued", label=_("时间"), path="queued_at", moments=True, common=True),
    ],
    batch=[
        BatchAction(
            key="retry", label=_("重新执行"), permission=CONFIGURE, icon="refresh",
            done=with_count("%(count)s 次重新执行"),
            run=lambda row, c: retry_run.keyed(c.key(row))(run_id=row.pk, actor=c.actor, at=c.at),
        ),
    ],
    empty_title=_("还没有执行记录"),
    empty_text=_("规则启用后，每次执行和结果记在这里"),
)  # fmt: skip
