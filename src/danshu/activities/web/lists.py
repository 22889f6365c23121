"""The lists of communications, plans and settings (CUS-027, CUS-029, CUS-030)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.activities import dictionaries as lists
from danshu.activities import permissions as rights
from danshu.activities.lifecycle import OPEN_PLANS, PlanStatus
from danshu.activities.models import Direction, Priority
from danshu.activities.queries import communications, matching, plans
from danshu.activities.web.shown import (
    LATE,
    PLAN_STATUSES,
    communication_url,
    customer_url,
    plan_status,
    plan_url,
    shortened,
)
from danshu.custom_fields.web.listing import custom_columns, custom_filters
from danshu.dictionaries.queries import choices, shown, withdrawn
from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.sources import describe_sources
from danshu.kit.words import counter_word
from danshu.parties import dictionaries as party_lists
from danshu.parties.queries import customer_label
from danshu.ui.detail import Action
from danshu.ui.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    PickerFilter,
    Tab,
    TextFilter,
    literal,
)

YES_NO = [("1", _("是")), ("0", _("否"))]


def values_of(dictionary: str) -> Any:
    """Choices of a dictionary for a filter."""
    return lambda actor: choices(dictionary)


def person_label(actor: Actor, key: str) -> str:
    """The name of a chosen person."""
    return full_name_of(int(key)) if key.isdecimal() and len(key) <= 18 else ""


def _label(value: Any) -> str:
    return "" if value is None else shown(value)


def _mine(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(responsible_id=actor.user_id)


def _new_communication(actor: Actor) -> list[Action]:
    if not actor.can(rights.RECORD_CONTACT):
        return []
    url = reverse("activities:communication_new")
    return [Action(label=_("记录交流"), url=url, tone="primary", icon="plus", key="N")]


def _source(record: Any) -> str:
    if record.source is None:
        return ""
    return describe_sources([record.source])[record.source].text


def customer_filter() -> PickerFilter:
    """Those of one customer."""
    return PickerFilter(
        key="customer", label=_("客户"), path="customer_id", url=lambda: reverse("parties:find"),
        label_of=customer_label, common=True,
    )  # fmt: skip


def responsible_filter(url_name: str, permission: str) -> PickerFilter:
    """Those of one person."""
    return PickerFilter(
        key="responsible", label=_("负责人"), path="responsible_id", url=lambda: reverse(url_name),
        label_of=person_label, permission=permission,
    )  # fmt: skip


COMMUNICATIONS = ListSpec(
    name="activities.communications",
    title=_("交流记录"),
    noun=counter_word("communications", "条"),
    section=pgettext_lazy("列表", "客户"),
    url_name="activities:communication_list",
    permission=rights.VIEW_COMMUNICATIONS,
    rows=communications,
    label_of=lambda record: shortened(record.content, 20),
    sort="-happened_at",
    search=matching,
    search_hint=_("内容、反馈、结果里的字"),
    columns=[
        Column(key="happened_at", label=_("交流时间"), kind="datetime", sort="happened_at", card="date"),
        Column(
            key="customer", label=_("客户"), kind="link", value=lambda r: r.customer.name, url=customer_url,
            sort="customer__sort_key", card="left",
        ),
        Column(
            key="content", label=pgettext_lazy("交流记录", "内容"), kind="link", value=lambda r: shortened(r.content),
            url=communication_url, card="title", tag=lambda r: LATE.label if r.is_late else "",
        ),
        Column(key="type", label=_("交流类型"), value=lambda r: _label(r.type), card="number"),
        Column(key="contact", label=_("联系人"), value=lambda r: r.contact.name if r.contact else "", card="middle"),
        Column(key="responsible", label=_("负责人"), value=lambda r: r.responsible.full_name),
        Column(key="intention", label=_("客户意向"), value=lambda r: _label(r.intention), tone="soft"),
        Column(key="status", label=_("客户状态"), value=lambda r: _label(r.status), tone="soft"),
        Column(key="hot_spot", label=_("热点分类"), value=lambda r: _label(r.hot_spot), tone="soft"),
        Column(key="next_step", label=_("下一步"), value=lambda r: shortened(r.next_step, 30), tone="soft"),
        Column(key="direction", label=_("方向"), value=lambda r: r.get_direction_display(), hidden=True),
        Column(key="duration_minutes", label=_("时长（分钟）"), kind="number", hidden=True),
        Column(key="relation", label=_("关系类型"), value=lambda r: _label(r.relation), hidden=True),
        Column(key="feedback", label=_("客户反馈"), value=lambda r: shortened(r.feedback), hidden=True),
        Column(key="result", label=_("结果"), value=lambda r: shortened(r.result), hidden=True),
        Column(key="source", label=_("关联单据"), value=_source, hidden=True),
        Column(key="is_confidential", label=_("保密"), kind="bool", hidden=True),
        Column(key="author_name", label=_("录入人"), hidden=True),
        Column(key="created_at", label=_("录入时间"), kind="datetime", sort="created_at", hidden=True),
    ],
    tabs=[Tab(key="all", label=_("全部记录")), Tab(key="mine", label=_("我的记录"), where=_mine)],
    filters=[
        customer_filter(),
        MultiChoiceFilter(
            key="type", label=_("交流类型"), path="type_id", choices=values_of(lists.COMMUNICATION_TYPE), others=withdrawn(lists.COMMUNICATION_TYPE), common=True
        ),
        DateRangeFilter(key="happened", label=_("交流时间"), path="happened_at", moments=True, common=True),
        TextFilter(key="contact", label=_("联系人"), path="contact__name"),
        responsible_filter("activities:people", rights.RECORD_CONTACT),
        MultiChoiceFilter(
            key="intention", label=_("客户意向"), path="intention_id", choices=values_of(party_lists.INTENTION), others=withdrawn(party_lists.INTENTION)
        ),
        MultiChoiceFilter(key="status", label=_("客户状态"), path="status_id", choices=values_of(party_lists.STATUS), others=withdrawn(party_lists.STATUS)),
        MultiChoiceFilter(key="hot_spot", label=_("热点分类"), path="hot_spot_id", choices=values_of(lists.HOT_SPOT), others=withdrawn(lists.HOT_SPOT)),
        MultiChoiceFilter(key="direction", label=_("方向"), choices=Direction.choices),
        ChoiceFilter(
            key="late", label=_("补录"), choices=YES_NO, apply=lambda rows, value: rows.filter(is_late=value == "1")
        ),
    ],
    acts=_new_communication,
    export=rights.EXPORT_COMMUNICATIONS,
    more_columns=custom_columns("activities.communication"),
    more_filters=custom_filters("activities.communication"),
    empty_title=_("还没有交流记录"),
    empty_text=_("在客户页面记录第一次交流"),
)  # fmt: skip


def _overdue(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(status__in=OPEN_PLANS, planned_at__lt=timezone.now())


def _today(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    first = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return rows.filter(status__in=OPEN_PLANS, planned_at__gte=first, planned_at__lt=first + timedelta(days=1))


def _new_plan(actor: Actor) -> list[Action]:
    acts = [Action(label=_("日历"), url=reverse("activities:calendar"), icon="calendar")]
    if actor.can(rights.EDIT_PLANS):
        url = reverse("activities:plan_new")
        acts.append(Action(label=_("新建计划"), url=url, tone="primary", icon="plus", key="N"))
    return acts


PLANS = ListSpec(
    name="activities.plans",
    title=_("交流计划"),
    noun=counter_word("plans", "个"),
    section=pgettext_lazy("列表", "客户"),
    url_name="activities:plan_list",
    permission=rights.VIEW_PLANS,
    rows=plans,
    label_of=str,
    sort="planned_at",
    search=literal("title", "content", "customer__name"),
    search_hint=_("标题、内容、客户名称"),
    columns=[
        Column(key="planned_at", label=_("计划时间"), kind="datetime", sort="planned_at", card="date"),
        Column(key="title", label=pgettext_lazy("交流计划", "标题"), kind="link", url=plan_url, card="title"),
        Column(
            key="customer", label=_("客户"), kind="link", value=lambda p: p.customer.name, url=customer_url,
            sort="customer__sort_key", card="left",
        ),
        Column(key="status", label=_("状态"), kind="status", value=plan_status, main=True, card="status"),
        Column(key="plan_type", label=_("计划类型"), value=lambda p: _label(p.plan_type), tone="soft"),
        Column(key="type", label=_("交流类型"), value=lambda p: _label(p.type), card="middle"),
        Column(key="responsible", label=_("负责人"), value=lambda p: p.responsible.full_name),
        Column(key="priority", label=_("优先级"), value=lambda p: p.get_priority_display(), tone="soft"),
        Column(key="contact", label=_("联系人"), value=lambda p: p.contact.name if p.contact else "", hidden=True),
        Column(key="place", label=_("地点"), hidden=True),
    ],
    tabs=[
        Tab(key="open", label=pgettext_lazy("计划", "未完成"), where=Q(status__in=OPEN_PLANS)),
        Tab(key="mine", label=_("我的"), where=lambda rows, actor: _mine(rows, actor).filter(status__in=OPEN_PLANS)),
        Tab(key="today", label=_("今天"), where=_today),
        Tab(key="overdue", label=pgettext_lazy("计划", "已逾期"), where=_overdue, hot=True),
        Tab(key="done", label=pgettext_lazy("计划", "已完成"), where=Q(status=PlanStatus.DONE), counted=False),
        Tab(key="all", label=_("全部"), counted=False),
    ],
    filters=[
        customer_filter(),
        DateRangeFilter(key="planned", label=_("计划时间"), path="planned_at", moments=True, common=True),
        MultiChoiceFilter(key="plan_type", label=_("计划类型"), path="plan_type_id", choices=values_of(lists.PLAN_TYPE), others=withdrawn(lists.PLAN_TYPE)),
        MultiChoiceFilter(key="type", label=_("交流类型"), path="type_id", choices=values_of(lists.COMMUNICATION_TYPE), others=withdrawn(lists.COMMUNICATION_TYPE)),
        responsible_filter("activities:plan_people", rights.EDIT_PLANS),
        MultiChoiceFilter(key="priority", label=_("优先级"), choices=Priority.choices),
        MultiChoiceFilter(
            key="status", label=_("状态"), choices=[pair for pair in PLAN_STATUSES.choices() if pair[0] != "overdue"]
        ),
    ],
    acts=_new_plan,
    empty_title=_("没有计划"),
    empty_text=_("在客户页面安排下一次联系"),
)  # fmt: skip
