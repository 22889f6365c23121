"""Lists of the pool: open customers, what falls next, applications, locks (CUS-009, CUS-016 to CUS-018)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.words import counter_word
from danshu.parties.dictionaries import INDUSTRY, SOURCE
from danshu.parties.queries import named_like
from danshu.parties.web.lists import offer_batch
from danshu.parties.web.value_choices import value_choices
from danshu.pool import permissions as rights
from danshu.pool.lifecycle import Cause
from danshu.pool.queries import pool_rows, preview_rows
from danshu.pool.web import shown
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    RowAction,
    Tab,
    TextFilter,
)

NOUN = counter_word("customers", "家")
SECTION = pgettext_lazy("列表", "客户")


def _applied_for(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(is_applied_for=True)


def _new(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(last_contact_at=None)


def _acts(actor: Actor) -> list[Action]:
    acts = [Action(label=_("挑入申请"), url=reverse("pool:pick_list"), icon="user-check", tone="quiet")]
    if actor.can(rights.RELEASE):
        acts.append(Action(label=_("即将回到公海"), url=reverse("pool:preview"), icon="calendar-event", tone="quiet"))
    return acts


def _pick_page(row: Any) -> str:
    return "" if row.is_applied_for else reverse("pool:pick_new", args=[row.pk])


OPEN = ListSpec(
    name="pool.customers",
    title=_("开放的客户"),
    noun=NOUN,
    section=SECTION,
    url_name="pool:list",
    permission=rights.VIEW,
    rows=pool_rows,
    label_of=str,
    sort="-opened_at",
    search=named_like,
    search_hint=_("名称、编号、拼音"),
    columns=[
        Column(key="number", label=_("编号"), kind="link", url=shown.pool_url, sort="number", card="number"),
        Column(
            key="name", label=_("客户名称"), kind="link", url=shown.pool_url, sort="sort_key", card="title",
            tag=lambda row: _("已申请") if row.is_applied_for else "",
        ),
        Column(key="region", label=_("地区"), value=shown.region, sort="province", card="left"),
        Column(key="industry", label=_("行业"), value=lambda row: shown.label(row.industry), card="middle"),
        Column(key="source", label=_("客户来源"), value=lambda row: shown.label(row.source), tone="soft"),
        Column(key="last_contact_at", label=_("最近联系"), kind="date", sort="last_contact_at", nullable=True, tone="soft"),
        Column(key="opened_at", label=_("进入公海"), kind="date", sort="opened_at", card="date"),
        Column(key="why", label=_("进入公海的原因"), value=lambda row: shown.why(row) or None),
        Column(key="former_owner_name", label=_("前负责人"), tone="soft", hidden=True),
        Column(key="level", label=_("客户级别"), value=lambda row: shown.label(row.level), hidden=True),
        Column(key="category", label=_("客户分类"), value=lambda row: shown.label(row.category), hidden=True),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="mine", label=_("我申请的"), where=_applied_for, counted=False),
        Tab(key="never", label=_("从未联系"), where=_new, counted=False),
    ],
    filters=[
        MultiChoiceFilter(key="source", label=_("客户来源"), path="source_id", choices=lambda actor: value_choices(SOURCE), common=True),
        MultiChoiceFilter(key="industry", label=_("行业"), path="industry_id", choices=lambda actor: value_choices(INDUSTRY)),
        TextFilter(key="province", label=_("省份")),
        TextFilter(key="city", label=_("城市")),
        ChoiceFilter(key="cause", label=_("进入公海的原因"), choices=Cause.choices, common=True),
        DateRangeFilter(key="opened", label=_("进入公海"), path="opened_at", moments=True),
        DateRangeFilter(key="contacted", label=_("最近联系"), path="last_contact_at", moments=True),
    ],
    row_actions=[RowAction(label=_("挑入"), icon="plus", permission=rights.PICK, method="dialog", url=_pick_page)],
    acts=_acts,
    export=rights.EXPORT,
    empty_title=_("公海里没有客户"),
    empty_text=_("释放的、久未跟进的客户会出现在这里，所有销售都能看到"),
)  # fmt: skip


def _on_its_page(row: Any, context: Any) -> object:
    """The release has a page of its own, which asks for the reason."""
    raise NotImplementedError


def _tomorrow(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(release_on__lte=business_date(now()) + timedelta(days=1))


RELEASE_SEVERAL = BatchAction(
    key="release", label=_("释放到公海"), permission=rights.RELEASE, icon="logout", page="pool:release_several",
    done=_("已释放"), run=_on_its_page,
)  # fmt: skip
offer_batch(RELEASE_SEVERAL)
PREVIEW = ListSpec(
    name="pool.preview",
    title=_("即将回到公海"),
    noun=NOUN,
    section=SECTION,
    url_name="pool:preview",
    permission=rights.RELEASE,
    rows=preview_rows,
    label_of=str,
    sort="release_on",
    search=named_like,
    search_hint=_("名称、编号、拼音"),
    columns=[
        Column(key="number", label=_("编号"), kind="link", url=lambda row: reverse("parties:customer", args=[row.pk]), card="number"),
        Column(key="name", label=_("客户名称"), kind="link", url=lambda row: reverse("parties:customer", args=[row.pk]), card="title"),
        Column(key="release_on", label=_("回到公海"), kind="date", sort="release_on", card="date"),
        Column(key="cause", label=_("原因"), value=shown.cause_of, card="left"),
        Column(key="owner", label=pgettext_lazy("客户", "负责人"), value=lambda row: row.owner_name, card="middle"),
        Column(key="last_contact_at", label=_("最近联系"), kind="date", sort="last_contact_at", nullable=True, tone="soft"),
        Column(key="order_on", label=_("最近下单或接手"), kind="date", tone="soft"),
        Column(key="warned_on", label=_("预告日期"), kind="date", tone="soft"),
    ],
    tabs=[
        Tab(key="week", label=_("7 天内")),
        Tab(key="tomorrow", label=_("明天"), where=_tomorrow, hot=True),
        Tab(key="mine", label=_("我负责的"), where=lambda rows, actor: rows.filter(owner_id=actor.user_id)),
    ],
    filters=[ChoiceFilter(key="cause", label=_("原因"), choices=Cause.choices[1:], common=True)],
    batch=[
        RELEASE_SEVERAL,
    ],
    empty_title=_("7 天内没有客户回到公海"),
    empty_text=_("久未跟进或久未下单的客户提前 3 天预告，锁定的和有业务的不会回到公海"),
)  # fmt: skip
