"""The rules of one kind of record, and the review list."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.records import record_url
from danshu.kit.words import counter_word, with_count
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    RowAction,
    Tab,
    list_view,
    literal,
)
from danshu.ui.lists.spec import SPECS
from danshu.ui.statuses import Status, Statuses
from danshu.validation.hosts import CHECKS, HOSTS
from danshu.validation.kinds import STANDING, Category, FaultState, RuleKind, Severity
from danshu.validation.models import Fault, Rule
from danshu.validation.operations.accept_fault import accept_fault
from danshu.validation.permissions import CONFIGURE, EXPORT_FAULTS, HANDLE_FAULTS, RUN_REVIEW, VIEW_FAULTS
from danshu.validation.queries import faults, mine, rules
from danshu.validation.wording import field_label, settings_text

RULE_STATES = Statuses({"on": Status(_("已启用"), "ok", "full"), "off": Status(_("已停用"), "warn")})
FAULT_STATES = Statuses({
    FaultState.OPEN: Status(FaultState.OPEN.label, "warn"), FaultState.ASSIGNED: Status(FaultState.ASSIGNED.label, "info"),
    FaultState.CORRECTED: Status(FaultState.CORRECTED.label, "ok", "full"),
    FaultState.ACCEPTED: Status(FaultState.ACCEPTED.label, "neutral"),
    FaultState.DROPPED: Status(FaultState.DROPPED.label, "neutral", "x"),
})  # fmt: skip


def rule_url(row: Rule) -> str:
    """The rule's page."""
    return reverse("validation:rule", args=[row.pk])


@cache
def rules_list(kind: str) -> ListSpec:
    """The list of one kind of record. Raises KeyError for an unregistered one."""
    host, name = HOSTS[kind], f"validation.{kind}"
    SPECS.pop(name, None)
    return ListSpec(
        name=name, title=lazy(lambda: str(host.label), str)(), noun=counter_word("rules", "条规则"),
        section=pgettext_lazy("模块", "数据验证"), rows=lambda actor: rules(kind), permission=CONFIGURE,
        url_name="validation:rules", url_kwargs={"kind": kind}, label_of=str, sort="-pk",
        search=literal("name", "message", "message_en"), search_hint=_("规则名称、提示"), columns=RULE_COLUMNS,
        filters=RULE_FILTERS, acts=lambda actor: _rule_acts(kind), row_actions=RULE_ACTIONS,
        empty_title=_("还没有验证规则"), empty_text=_("新增规则，试算后启用；不符合的旧记录列入数据审核"),
    )  # fmt: skip


def _rule_acts(kind: str) -> list[Action]:
    add = reverse("validation:add", args=[kind])
    return [Action(label=_("新增规则"), url=add, icon="plus", tone="primary", key="N")]


RULE_COLUMNS = [
    Column(key="name", label=_("规则名称"), kind="link", url=rule_url, sort="name", card="title"),
    Column(
        key="field", label=pgettext_lazy("验证规则", "字段"), value=lambda row: field_label(row.host, row.field), card="left"
    ),
    Column(key="kind", label=_("规则类型"), value=lambda row: RuleKind(row.kind).label, card="middle"),
    Column(
        key="settings", label=pgettext_lazy("验证规则", "要求"), tone="soft",
        value=lambda row: settings_text(row.host, row.field, row.settings) or None,
    ),
    Column(key="message", label=_("提示"), value=lambda row: row.text, tone="soft"),
    Column(key="severity", label=_("违反时"), value=lambda row: Severity(row.severity).label),
    Column(key="valid_from", label=_("生效日期"), kind="date", sort="valid_from", card="date"),
    Column(
        key="state", label=_("启用开关"), kind="status", value=lambda row: "on" if row.is_on else "off",
        statuses=RULE_STATES, main=True, card="status",
    ),
]  # fmt: skip
RULE_FILTERS = [
    ChoiceFilter(key="kind", label=_("规则类型"), choices=RuleKind.choices, common=True),
    ChoiceFilter(
        key="state", label=_("启用开关"), choices=[("on", _("已启用")), ("off", _("已停用"))], common=True,
        apply=lambda rows, value: rows.filter(is_on=value == "on"),
    ),
]  # fmt: skip
RULE_ACTIONS = [
    RowAction(label=_("试算"), url=lambda row: reverse("validation:trial", args=[row.pk]), icon="eye"),
    RowAction(label=_("修改"), url=lambda row: reverse("validation:edit", args=[row.pk]), icon="pencil"),
]


def fault_url(row: Fault) -> str:
    """The fault's page."""
    return reverse("validation:fault", args=[row.pk])


def why(row: Fault) -> str:
    """What is wrong, in the words of the rule or of the check."""
    if row.rule is not None:
        return row.rule.text
    check = CHECKS.get(row.source)
    words = str(check.label) if check is not None else row.source
    return f"{words}：{row.other_label}" if row.other_label else words


def _hosts(actor: Actor) -> list[tuple[str, Any]]:
    return [(host.kind, host.label) for host in HOSTS.values() if actor.can(host.permission)]


def _sources(actor: Actor) -> list[tuple[str, Any]]:
    named = [(f"rule:{pk}", name) for pk, name in rules().order_by("name", "pk").values_list("pk", "name")]
    return [*((check.code, check.label) for check in CHECKS.values()), *named]


def _fault_acts(actor: Actor) -> list[Action]:
    if not actor.can(RUN_REVIEW):
        return []
    return [Action(label=_("立即审核"), url=reverse("validation:run"), method="post", icon="refresh", tone="primary")]


FAULTS = ListSpec(
    name="validation.faults",
    title=_("数据审核"),
    noun=counter_word("faults", "条"),
    section=pgettext_lazy("列表", "客户"),
    url_name="validation:fault_list",
    permission=VIEW_FAULTS,
    rows=faults,
    label_of=str,
    sort="-since_at",
    search=literal("label", "number", "rule__name"),
    search_hint=_("记录、规则名称"),
    columns=[
        Column(key="label", label=_("记录"), kind="link", url=fault_url, value=str, card="title"),
        Column(key="host", label=_("所属记录"), value=lambda row: HOSTS[row.host].label, card="left"),
        Column(key="why", label=pgettext_lazy("数据问题", "问题"), value=why, card="middle"),
        Column(key="category", label=_("类别"), value=lambda row: Category(row.category).label, tone="soft"),
        Column(key="since_at", label=_("发现时间"), kind="datetime", sort="since_at", card="date", tone="soft"),
        Column(
            key="responsible", label=_("负责人"),
            value=lambda row: row.responsible.full_name if row.responsible else None,
        ),
        Column(
            key="assignee", label=_("整改人"), value=lambda row: row.assignee.full_name if row.assignee else None,
            card="number",
        ),
        Column(key="state", label=_("状态"), kind="status", statuses=FAULT_STATES, main=True, card="status"),
        Column(key="settled_at", label=_("了结时间"), kind="datetime", hidden=True),
        Column(key="settled_by_name", label=_("了结人"), value=lambda row: row.settled_by_name or None, hidden=True),
        Column(key="reason", label=_("原因"), value=lambda row: row.reason or None, hidden=True),
    ],
    tabs=[
        Tab(key="standing", label=_("待处理"), where=Q(state__in=STANDING)),
        Tab(key="mine", label=_("待我改正"), where=lambda rows, actor: rows.filter(mine(actor)), hot=True),
        Tab(key="assigned", label=_("已分派"), where=Q(state=FaultState.ASSIGNED)),
        Tab(key="corrected", label=_("已改正"), where=Q(state=FaultState.CORRECTED), counted=False),
        Tab(key="accepted", label=_("已接受"), where=Q(state=FaultState.ACCEPTED), counted=False),
        Tab(key="all", label=_("全部"), counted=False),
    ],
    filters=[
        ChoiceFilter(key="host", label=_("所属记录"), choices=_hosts, common=True),
        ChoiceFilter(key="category", label=_("类别"), choices=Category.choices, common=True),
        ChoiceFilter(key="source", label=_("规则"), choices=_sources),
        DateRangeFilter(key="since", label=_("发现日期"), path="since_at"),
    ],
    acts=_fault_acts,
    batch=[
        BatchAction(
            key="assign", label=_("分派"), permission=HANDLE_FAULTS, icon="user-plus", page="validation:assign_several",
            done=with_count("已分派 %(count)s 条"), run=lambda row, context: None,
        ),
        BatchAction(
            key="accept", label=_("接受"), permission=HANDLE_FAULTS, icon="check",
            confirm=with_count("接受 %(count)s 条问题？"), effect=_("记录保持原样，不再要求改正"), keep=_("再看看"),
            reason="required", done=with_count("已接受 %(count)s 条"),
            run=lambda row, c: accept_fault.keyed(c.key(row))(
                fault_id=row.pk, reason=c.reason, actor=c.actor, at=c.at
            ),
        ),
    ],
    row_actions=[
        RowAction(
            label=_("打开记录"), icon="external-link", url=lambda row: record_url(row.host, row.record_id, row.number)
        ),
    ],
    export=EXPORT_FAULTS,
    empty_title=_("没有数据问题"),
    empty_text=_("每天夜里按验证规则审核一次，也可以立即审核"),
)  # fmt: skip

fault_list = list_view(FAULTS)
