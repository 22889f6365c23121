"""What lies in the bin, and who asks for what (ORD-043)."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from danshu.dictionaries.queries import coded_choices
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.words import counter_word, with_count
from danshu.recycling.dictionaries import REASON
from danshu.recycling.models import Application, Entry
from danshu.recycling.permissions import VIEW_BIN
from danshu.recycling.queries import applications, days_left, entries, retention_days
from danshu.recycling.registry import KINDS
from danshu.ui.detail import Action
from danshu.ui.formats import money_text
from danshu.ui.lists import Column, DateRangeFilter, ListSpec, MultiChoiceFilter, Tab, TextFilter, literal
from danshu.ui.lists.spec import RowAction
from danshu.ui.statuses import Status, Statuses

SOON_DAYS = 3
APPLICATION_STATES = Statuses(
    {
        "pending": Status(_("待处理"), "warn"),
        "approved": Status(_("已恢复"), "ok", "full"),
        "refused": Status(_("已拒绝"), "bad", "x"),
    }
)


def entry_url(row: Entry) -> str:
    """Its page."""
    return reverse("recycling:entry", args=[row.pk])


@lru_cache(maxsize=4)
def _reasons(language: str, minute: int) -> dict[str, str]:
    """The words of the reasons, believed for a minute: a list shows one on each row."""
    return dict(coded_choices(REASON))


def reason_text(row: Entry) -> str:
    """The reason of the dictionary and the words beside it."""
    minute = int(now().timestamp()) // 60
    label = _reasons(get_language() or "", minute).get(row.reason_code, row.reason_code)
    return " · ".join(filter(None, (label, row.reason)))


def kind_name(row: Entry) -> str:
    """What kind of record it was."""
    return str(KINDS[row.kind].name) if row.kind in KINDS else row.kind


def released(row: Entry) -> str:
    """What the deletion released, in a few words."""
    if row.kind not in KINDS:
        return ""
    told = [text for code, text, _tone in KINDS[row.kind].effects(row.facts) if code in ("stock", "receivable")]
    return "".join(told[:1]) + (" …" if len(told) > 1 else "")


def _left(row: Entry) -> str:
    return with_count("%(days)s 天", "days") % {"days": days_left(row, now())}


def _soon(rows: Any, actor: Actor) -> Any:
    return rows.filter(deleted_at__lte=now() - timedelta(days=retention_days() - SOON_DAYS))


def _tabs() -> list[Tab]:
    return [
        Tab(key="all", label=_("全部")),
        Tab(key="mine", label=_("我删除的"), where=lambda rows, actor: rows.filter(deleted_by_id=actor.user_id)),
        Tab(key="soon", label=_("即将永久删除"), where=_soon, hot=True),
    ]


BIN = ListSpec(
    name="recycling.bin",
    title=_("回收站"),
    noun=counter_word("records", "条"),
    section=_("数据"),
    url_name="recycling:bin",
    permission=VIEW_BIN,
    rows=entries,
    label_of=lambda row: row.label,
    sort="-deleted_at",
    search=literal("label", "title"),
    search_hint=_("编号、名称"),
    columns=[
        Column(key="label", label=_("编号"), kind="link", url=entry_url, card="number"),
        Column(key="kind", label=_("对象"), value=kind_name, tone="soft"),
        Column(key="title", label=_("名称"), card="title"),
        Column(key="amount", label=_("金额"), value=lambda r: money_text(r.amount, r.currency) if r.amount is not None else None,
               card="amount"),
        Column(key="was", label=_("删除前"), value=lambda r: KINDS[r.kind].status_label(r.status) if r.kind in KINDS else r.status),
        Column(key="deleted_at", label=_("删除时间"), kind="datetime", sort="deleted_at", card="date"),
        Column(key="deleted_by", label=_("删除人"), value=lambda r: r.deleted_by_name, card="left"),
        Column(key="left", label=_("剩余天数"), value=_left, card="status"),
        Column(key="reason", label=_("原因"), value=reason_text, card="middle"),
        Column(key="released", label=_("释放了"), value=released, tone="soft"),
    ],
    tabs=_tabs(),
    filters=[
        DateRangeFilter(key="deleted", label=_("删除日期"), path="deleted_at", moments=True, common=True),
        MultiChoiceFilter(key="kind", label=_("对象"), choices=lambda actor: [(k.kind, k.name) for k in KINDS.values()],
                          common=True),
        TextFilter(key="by", label=_("删除人"), path="deleted_by_name"),
        MultiChoiceFilter(key="why", label=_("原因"), path="reason_code", choices=lambda actor: coded_choices(REASON)),
    ],
    row_actions=[
        RowAction(label=_("恢复"), icon="rotate", url=lambda r: reverse("recycling:restore", args=[r.pk]),
                  permission="recycling.entry.restore"),
    ],
    acts=lambda actor: [Action(label=_("恢复申请"), url=reverse("recycling:applications"), tone="quiet", icon="clipboard-check")],
    empty_title=_("回收站是空的"),
    empty_text=_("删除的记录在这里保留一段时间"),
)  # fmt: skip

APPLICATIONS = ListSpec(
    name="recycling.applications",
    title=_("恢复申请"),
    noun=counter_word("applications", "条"),
    section=_("数据"),
    url_name="recycling:applications",
    permission=VIEW_BIN,
    rows=applications,
    label_of=lambda row: row.entry.label,
    sort="-created",
    columns=[
        Column(key="label", label=_("编号"), kind="link", value=lambda a: a.entry.label, card="number",
               url=lambda a: reverse("recycling:entry", args=[a.entry_id])),
        Column(key="title", label=_("名称"), value=lambda a: a.entry.title, card="title"),
        Column(key="by", label=_("申请人"), value=lambda a: a.asked_by_name, card="left"),
        Column(key="created", label=_("申请时间"), kind="datetime", value=lambda a: a.created_at, sort="id", card="date"),
        Column(key="reason", label=_("理由"), card="middle"),
        Column(key="answer", label=pgettext_lazy("恢复申请", "答复"), tone="soft"),
        Column(key="state", label=_("状态"), kind="status", statuses=APPLICATION_STATES, main=True, card="status"),
    ],
    tabs=[
        Tab(key="pending", label=_("待处理"), where=Q(state=Application.State.PENDING), hot=True),
        Tab(key="all", label=_("全部")),
    ],
    empty_title=_("没有恢复申请"),
)  # fmt: skip
