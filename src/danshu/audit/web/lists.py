"""The logs as lists: operations, sign-ins, errors (SYS-005, SYS-006)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.access.module_names import module_name
from danshu.audit.labels import KINDS, action_label, kind_label, sensitive_operations
from danshu.audit.models import AuditEntry, ErrorEntry
from danshu.audit.permissions import EXPORT, VIEW
from danshu.audit.queries import DONE, REFUSED, changes_in_words, entries
from danshu.identity.queries import sign_in_log
from danshu.identity.results import RESULTS as SIGN_INS
from danshu.kit.actor import Actor, shown_name
from danshu.kit.jobs import job_label
from danshu.kit.operation import REGISTRY
from danshu.kit.records import record_url
from danshu.kit.words import counter_word
from danshu.ui.formats import english, local
from danshu.ui.lists import ChoiceFilter, Column, DateRangeFilter, ListSpec, MultiChoiceFilter, Tab, TextFilter, literal
from danshu.ui.statuses import Status, Statuses

RESULTS = Statuses({DONE: Status(_("成功"), "ok", "full"), REFUSED: Status(_("已拒绝"), "bad", "x")})


def module_choices(actor: Actor) -> list[tuple[str, str]]:
    """The modules that have operations."""
    modules = {code.partition(".")[0] for code in REGISTRY}
    return sorted(((module, module_name(module)) for module in modules), key=lambda pair: pair[1])


def kind_choices(actor: Actor) -> list[tuple[str, str]]:
    """The kinds of records that somebody named."""
    return sorted(((kind, str(name)) for kind, name in KINDS.items()), key=lambda pair: pair[1])


def action_choices(actor: Actor) -> list[tuple[str, str]]:
    """All operations by their names."""
    return sorted(((code, action_label(code)) for code in REGISTRY), key=lambda pair: pair[1])


def object_text(row: AuditEntry) -> str:
    """What the entry is about, as people call it; a record whose number nobody knows by its kind and key."""
    if row.subject_kind in ("outbox.job", "outbox.delivery"):
        return job_label(row.subject_label)
    unnamed = row.subject_id if not row.subject_label and row.subject_kind else None
    return row.subject_label if unnamed is None else f"{kind_label(row.subject_kind)} {unnamed}"


def object_url(row: AuditEntry) -> str:
    """The page of what the entry is about; "" when it has none."""
    return record_url(row.subject_kind, row.subject_id, row.subject_label)


def _summary(row: AuditEntry) -> str:
    glue = "; " if english() else "；"
    return glue.join(f"{label} {old or '—'} → {new or '—'}" for label, old, new in changes_in_words(row))[:200]


def _moment(row: AuditEntry) -> str:
    return f"{local(row.at):%Y-%m-%d %H:%M:%S}"


def _of_module(rows: QuerySet[AuditEntry], value: str) -> QuerySet[AuditEntry]:
    return rows.filter(operation__startswith=f"{value}.")


def _sensitive(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(operation__in=sensitive_operations())


OPERATIONS = ListSpec(
    name="audit.entries",
    title=_("操作日志"),
    noun=counter_word("entries", "条"),
    section=_("日志"),
    rows=lambda actor: entries(),
    permission=VIEW,
    url_name="audit:entries",
    label_of=lambda row: str(row.pk),
    sort="-at",
    search=literal("subject_label", "actor_name", "reason"),
    search_hint=_("对象、用户、原因"),
    export=EXPORT,
    columns=[
        Column(
            key="at", label=_("时间"), kind="link", sort="at", card="date", value=_moment,
            url=lambda row: reverse("audit:entry", args=[row.pk]),
        ),
        Column(key="actor_name", label=_("用户"), value=lambda row: shown_name(row.actor_name), card="left"),
        Column(key="ip_address", label=_("地址"), tone="muted"),
        Column(key="module", label=_("模块"), value=lambda row: module_name(row.operation.partition(".")[0]), tone="muted"),
        Column(key="action", label=_("动作"), value=lambda row: action_label(row.action), card="title"),
        Column(key="kind", label=_("对象类别"), value=lambda row: kind_label(row.subject_kind), hidden=True),
        Column(key="subject_label", label=_("对象"), kind="link", value=object_text, url=object_url, card="number"),
        Column(key="result", label=_("结果"), kind="status", statuses=RESULTS, main=True, card="status"),
        Column(key="changes", label=_("改动"), value=_summary, tone="soft"),
        Column(key="reason", label=_("原因"), tone="soft"),
    ],
    tabs=[
        Tab(key="all", label=_("全部"), counted=False),
        Tab(key="sensitive", label=_("敏感操作"), where=_sensitive, counted=False),
        Tab(key="refused", label=_("被拒绝"), where=Q(result=REFUSED), counted=False),
    ],
    filters=[
        DateRangeFilter(key="on", label=_("日期"), path="at", moments=True, common=True),
        TextFilter(key="user", label=_("用户"), path="actor_name", common=True),
        ChoiceFilter(key="module", label=_("模块"), choices=module_choices, apply=_of_module, common=True),
        ChoiceFilter(key="action", label=_("动作"), path="operation", choices=action_choices),
        ChoiceFilter(key="kind", label=_("对象类别"), path="subject_kind", choices=kind_choices),
        TextFilter(key="object", label=_("对象"), path="subject_label"),
        TextFilter(key="address", label=_("地址"), path="ip_address"),
        TextFilter(key="why", label=_("原因"), path="reason"),
        ChoiceFilter(key="result", label=_("结果"), choices=RESULTS.choices()),
    ],
    empty_title=_("没有日志"),
)  # fmt: skip

ERRORS = ListSpec(
    name="audit.errors",
    title=_("错误日志"),
    noun=counter_word("entries", "条"),
    section=_("日志"),
    rows=lambda actor: ErrorEntry.objects.all(),
    permission=VIEW,
    url_name="audit:errors",
    label_of=lambda row: row.number,
    sort="-at",
    search=literal("number", "path", "kind"),
    search_hint=_("错误编号、页面"),
    export=EXPORT,
    columns=[
        Column(
            key="number", label=_("错误编号"), kind="link", card="number",
            url=lambda row: reverse("audit:error", args=[row.number]),
        ),
        Column(key="at", label=_("时间"), kind="datetime", sort="at", card="date"),
        Column(key="kind", label=_("类别"), card="title"),
        Column(key="method", label=_("方法"), tone="muted"),
        Column(key="path", label=_("页面"), card="left"),
        Column(key="actor_name", label=_("用户"), value=lambda row: shown_name(row.actor_name)),
        Column(key="ip_address", label=_("地址"), tone="muted"),
    ],
    filters=[
        DateRangeFilter(key="on", label=_("日期"), path="at", moments=True, common=True),
        TextFilter(key="user", label=_("用户"), path="actor_name", common=True),
        TextFilter(key="page_path", label=_("页面"), path="path"),
    ],
    empty_title=_("没有错误"),
    empty_text=_("出现意外错误时，页面上的编号可以在这里找到"),
)  # fmt: skip


LOGINS = ListSpec(
    name="audit.sign_ins",
    title=_("登录日志"),
    noun=counter_word("entries", "条"),
    section=_("日志"),
    rows=lambda actor: sign_in_log(),
    permission=VIEW,
    url_name="audit:sign_ins",
    label_of=lambda row: row.user_name,
    sort="-at",
    search=literal("user_name"),
    search_hint=_("用户名"),
    export=EXPORT,
    columns=[
        Column(key="at", label=_("时间"), kind="datetime", sort="at", card="date"),
        Column(key="user_name", label=_("用户名"), card="title"),
        Column(key="ip_address", label=_("地址"), card="left"),
        Column(key="device", label=_("设备"), tone="soft"),
        Column(key="result", label=_("结果"), kind="status", statuses=SIGN_INS, main=True, card="status"),
    ],
    filters=[
        DateRangeFilter(key="on", label=_("日期"), path="at", moments=True, common=True),
        TextFilter(key="user", label=_("用户名"), path="user_name", common=True),
        TextFilter(key="address", label=_("地址"), path="ip_address"),
        MultiChoiceFilter(key="result", label=_("结果"), choices=SIGN_INS.choices()),
    ],
    empty_title=_("没有登录记录"),
)
