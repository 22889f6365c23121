"""The list of segments, and who is in them (CUS-012)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.parties.territories import country_name
from danshu.parties.web import shown
from danshu.segments import permissions as rights
from danshu.segments.conditions import conditions_text
from danshu.segments.models import Segment
from danshu.segments.operations.remove_members import remove_members
from danshu.segments.queries import member_rows, segment_choices, segments_shown_to
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
    literal,
)
from danshu.ui.statuses import Status, Statuses

SECTION = pgettext_lazy("列表", "客户")
KINDS = Statuses({
    "True": Status(pgettext_lazy("分群", "动态"), "info", ""),
    "False": Status(pgettext_lazy("分群", "静态"), "neutral", ""),
})  # fmt: skip


def segment_url(row: Segment) -> str:
    """The segment's page."""
    return reverse("segments:segment", args=[row.pk])


def members_url(pk: int) -> str:
    """Who is in it, as a list."""
    return f"{reverse('segments:members')}?segment={pk}"


def customer_url(row: Any) -> str:
    """The customer's page."""
    return reverse("parties:customer", args=[row.customer_id])


def _acts(actor: Actor) -> list[Action]:
    if not actor.can(rights.CONFIGURE):
        return []
    return [Action(label=_("新建分群"), url=reverse("segments:new"), icon="plus", tone="primary", key="N")]


SEGMENTS = ListSpec(
    name="segments.segments",
    title=_("客户分群"),
    noun=counter_word("segments", "个分群"),
    section=SECTION,
    url_name="segments:list",
    permission=rights.VIEW,
    rows=segments_shown_to,
    label_of=str,
    sort="-pk",
    search=literal("name", "remark"),
    search_hint=_("名称、备注"),
    columns=[
        Column(key="name", label=_("分群名称"), kind="link", url=segment_url, sort="name", card="title"),
        Column(key="is_dynamic", label=_("类型"), kind="status", statuses=KINDS, main=True, card="status"),
        Column(
            key="conditions", label=pgettext_lazy("分群", "条件"), card="left",
            value=lambda row: conditions_text(row.conditions, is_all=row.is_all) or None,
        ),
        Column(
            key="member_count", label=_("成员数"), kind="number", sort="seen_count", card="number",
            value=lambda row: row.seen_count,
        ),
        Column(key="computed_at", label=_("最近计算"), kind="datetime", sort="computed_at", nullable=True, tone="soft", card="date"),
        Column(key="remark", label=_("备注"), value=lambda row: row.remark or None, tone="soft", hidden=True),
        Column(key="created_by_name", label=_("创建人"), tone="soft", hidden=True),
        Column(key="updated_at", label=_("修改时间"), kind="datetime", sort="updated_at", hidden=True),
    ],
    filters=[
        TextFilter(key="name", label=_("分群名称"), common=True),
        ChoiceFilter(
            key="kind", label=_("类型"), common=True,
            choices=[("dynamic", pgettext_lazy("分群", "动态")), ("static", pgettext_lazy("分群", "静态"))],
            apply=lambda rows, value: rows.filter(is_dynamic=value == "dynamic"),
        ),
    ],
    row_actions=[
        RowAction(label=_("查看成员"), url=lambda row: members_url(row.pk), icon="users"),
        RowAction(
            label=_("修改"), url=lambda row: reverse("segments:edit", args=[row.pk]), icon="pencil",
            permission=rights.CONFIGURE,
        ),
    ],
    acts=_acts,
    empty_title=_("还没有客户分群"),
    empty_text=_("按条件划分客户，用于分析与营销"),
)  # fmt: skip


MEMBERS = ListSpec(
    name="segments.members",
    title=_("分群成员"),
    noun=counter_word("customers", "家"),
    section=SECTION,
    url_name="segments:members",
    permission=rights.VIEW,
    rows=member_rows,
    label_of=lambda row: row.customer_name,
    sort="-pk",
    search=literal("customer__name", "customer__number"),
    search_hint=_("客户、编号"),
    columns=[
        Column(key="customer_number", label=_("编号"), kind="link", url=customer_url, sort="customer__number", card="number"),
        Column(
            key="customer_name", label=_("客户名称"), kind="link", url=customer_url, sort="customer__sort_key",
            card="title",
        ),
        Column(
            key="segment", label=_("分群"), value=lambda row: row.segment.name,
            card="left",
        ),
        Column(key="level", label=_("客户级别"), value=lambda row: shown.label(row.customer.level) or None),
        Column(key="category", label=_("客户分类"), value=lambda row: shown.label(row.customer.category) or None, tone="soft"),
        Column(key="region", label=_("地区"), value=lambda row: _region(row) or None, tone="soft", card="middle"),
        Column(key="owner_name", label=pgettext_lazy("客户", "负责人"), value=lambda row: row.owner_name or None),
        Column(key="since_at", label=_("加入时间"), kind="datetime", sort="since_at", tone="soft", card="date"),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="mine", label=_("我负责的"), where=lambda rows, actor: rows.filter(customer__owner_id=actor.user_id)),
    ],
    filters=[
        MultiChoiceFilter(
            key="segment", label=_("分群"), path="segment_id", common=True, choices=lambda actor: segment_choices()
        ),
        DateRangeFilter(key="since", label=_("加入日期"), path="since_at", moments=True),
    ],
    batch=[
        BatchAction(
            key="remove", label=_("移出分群"), permission=rights.CONFIGURE, icon="x",
            confirm=with_count("移出 %(count)s 家客户？"), effect=_("客户本身不变；动态分群的成员由条件决定，不能移出"),
            keep=_("保留成员"), done=with_count("已移出 %(count)s 家"),
            run=lambda row, c: remove_members.keyed(c.key(row))(
                segment_id=row.segment_id, customer_ids=[row.customer_id], actor=c.actor, at=c.at
            ),
        ),
    ],
    export=rights.EXPORT,
    empty_title=_("分群里还没有客户"),
    empty_text=_("动态分群按条件更新；静态分群在客户列表勾选后加入"),
)  # fmt: skip


def _region(row: Any) -> str:
    home = "" if row.customer.country == "CN" else country_name(row.customer.country)
    return " ".join(dict.fromkeys(part for part in (home, row.province, row.city) if part))
