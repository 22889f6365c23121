"""The list of customers by what contact there was (CUS-028)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.activities import dictionaries as lists
from danshu.activities import permissions as rights
from danshu.activities.queries.tracking import (
    contacted_between,
    counting,
    not_contacted_between,
    tracked_customers,
)
from danshu.activities.web.lists import person_label, values_of
from danshu.kit.words import counter_word
from danshu.parties.follow_up import FollowUp, shown_state, state_filter
from danshu.parties.queries import matching
from danshu.ui.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    NumberRangeFilter,
    PickerFilter,
    Tab,
)

Ends = tuple[date | None, date | None]


def _edges(ends: Ends) -> tuple[datetime | None, datetime | None]:
    """The first moment of the first day and the first one after the last, where the person is."""
    zone = timezone.get_current_timezone()
    first, last = ends
    begin = datetime.combine(first, time(), zone) if first else None
    return begin, datetime.combine(last + timedelta(days=1), time(), zone) if last else None


def _contacted(rows: QuerySet[Any], ends: Ends) -> QuerySet[Any]:
    return contacted_between(rows, *_edges(ends))


def _not_contacted(rows: QuerySet[Any], ends: Ends) -> QuerySet[Any]:
    return not_contacted_between(rows, *_edges(ends))


def _by_type(rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
    return rows.filter(Exists(counting(type_id__in=values)))


def _by_person(rows: QuerySet[Any], key: str) -> QuerySet[Any]:
    return rows.filter(Exists(counting(responsible_id=key)))


def _customer_url(customer: Any) -> str:
    return f"{reverse('parties:customer', args=[customer.pk])}?tab=communications"


TRACKING = ListSpec(
    name="activities.tracking",
    title=_("客户跟踪"),
    noun=counter_word("customers", "家"),
    section=pgettext_lazy("列表", "客户"),
    url_name="activities:tracking",
    permission=rights.VIEW_COMMUNICATIONS,
    rows=tracked_customers,
    label_of=str,
    sort="contact_due",
    search=matching,
    search_hint=_("名称、编号、拼音、联系人、完整电话"),
    columns=[
        Column(key="number", label=_("编号"), kind="link", url=_customer_url, sort="number", card="number"),
        Column(key="name", label=_("客户名称"), kind="link", url=_customer_url, sort="sort_key", card="title"),
        Column(
            key="contact_due", label=_("跟进"), kind="status", sort="contact_due_at", nullable=True, card="status",
            value=lambda c: shown_state(c.contact_due_at, timezone.now()),
        ),
        Column(
            key="last_contact_at", label=_("最近联系"), kind="date", sort="last_contact_at", nullable=True, card="date"
        ),
        Column(key="last_by", label=_("最近联系人员"), card="left"),
        Column(key="recent_contacts", label=_("30 天联系次数"), kind="number", sort="recent_contacts"),
        Column(key="next_contact_at", label=_("下次联系"), kind="datetime", sort="next_contact_at", nullable=True),
        Column(key="owner", label=pgettext_lazy("客户", "负责人"), value=lambda c: c.owner_name, card="middle"),
        Column(key="level", label=_("客户级别"), value=lambda c: c.level.label if c.level else "", tone="soft"),
    ],
    tabs=[
        Tab(key="all", label=_("全部客户")),
        Tab(key="overdue", label=_("超期未跟进"), hot=True,
            where=lambda rows, actor: rows.filter(state_filter(FollowUp.OVERDUE, timezone.now()))),
        Tab(key="soon", label=_("即将到期"),
            where=lambda rows, actor: rows.filter(state_filter(FollowUp.SOON, timezone.now()))),
        Tab(key="never", label=_("从未联系"), where=lambda rows, actor: rows.filter(last_contact_at__isnull=True)),
    ],
    filters=[
        DateRangeFilter(key="contacted", label=_("联系过"), apply=_contacted, common=True),
        DateRangeFilter(key="not_contacted", label=_("没有联系过"), apply=_not_contacted, common=True),
        NumberRangeFilter(key="number_of_contacts", label=_("30 天联系次数"), path="recent_contacts"),
        MultiChoiceFilter(
            key="type", label=_("交流类型"), choices=values_of(lists.COMMUNICATION_TYPE), apply=_by_type
        ),
        PickerFilter(
            key="by", label=_("联系人员"), url=lambda: reverse("activities:people"), label_of=person_label,
            apply=_by_person, permission=rights.RECORD_CONTACT,
        ),
        DateRangeFilter(key="next", label=_("下次联系"), path="next_contact_at", moments=True),
        ChoiceFilter(
            key="follow_up", label=_("跟进"), choices=FollowUp.choices,
            apply=lambda rows, value: rows.filter(state_filter(value, timezone.now())),
        ),
    ],
    empty_title=_("没有这样的客户"),
)  # fmt: skip
