"""Lists of applications: for customers of the pool, for locks, and what of both awaits a decision (CUS-009)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.words import counter_word
from danshu.pool import permissions as rights
from danshu.pool.forecast import WARNING_DAYS
from danshu.pool.lifecycle import LockStatus, PickStatus
from danshu.pool.queries import lock_rows, locks_to_review, pick_rows, picks_to_review
from danshu.pool.web import shown
from danshu.pool.web.lists import SECTION
from danshu.ui.lists import Column, DateRangeFilter, ListSpec, Tab, TextFilter, literal

APPLICATIONS = counter_word("applications", "份")
LOCKS_NOUN = counter_word("locks", "个")


def _to_review(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(pk__in=picks_to_review(actor).values("pk"))


def _mine(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(applicant_id=actor.user_id)


PICKS = ListSpec(
    name="pool.picks",
    title=_("挑入申请"),
    noun=APPLICATIONS,
    section=SECTION,
    url_name="pool:pick_list",
    permission=rights.VIEW,
    rows=pick_rows,
    label_of=str,
    sort="-applied",
    search=literal("customer__name", "customer__number", "applicant_name"),
    search_hint=_("客户、申请人"),
    columns=[
        Column(key="customer_number", label=_("编号"), kind="link", url=shown.pick_url, card="number"),
        Column(key="customer_name", label=_("客户"), kind="link", url=shown.pick_url, card="title"),
        Column(key="status", label=_("状态"), kind="status", statuses=shown.PICK_STATUSES, main=True, card="status"),
        Column(key="applicant_name", label=_("申请人"), card="left"),
        Column(key="reason", label=_("申请理由"), value=lambda row: row.reason or None),
        Column(key="applied", label=_("申请时间"), kind="datetime", value=lambda row: row.applied_at, sort="pk", card="date"),
        Column(key="decided_by_name", label=_("审批人"), value=lambda row: row.decided_by_name or None, tone="soft"),
        Column(key="decision_reason", label=_("审批意见"), value=lambda row: row.decision_reason or None, tone="soft"),
        Column(key="decided_at", label=_("审批时间"), kind="datetime", hidden=True),
    ],
    tabs=[
        Tab(key="open", label=_("申请中"), where=Q(status=PickStatus.APPLIED)),
        Tab(key="review", label=_("待我审批"), where=_to_review, hot=True),
        Tab(key="mine", label=_("我申请的"), where=_mine, counted=False),
        Tab(key="approved", label=_("已批准"), where=Q(status=PickStatus.APPROVED), counted=False),
        Tab(key="refused", label=_("未通过"), where=Q(status__in=(PickStatus.REFUSED, PickStatus.WITHDRAWN)), counted=False),
        Tab(key="all", label=_("全部"), counted=False),
    ],
    filters=[
        DateRangeFilter(key="applied", label=_("申请日期"), path="applied_at", moments=True, common=True),
        TextFilter(key="applicant", label=_("申请人"), path="applicant_name"),
    ],
    export=rights.EXPORT,
    empty_title=_("没有挑入申请"),
    empty_text=_("从公海申请挑入的客户会出现在这里"),
)  # fmt: skip


def _in_force(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    today = business_date(now())
    return rows.filter(status=LockStatus.LOCKED, from_date__lte=today, to_date__gte=today)


def _expiring(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return _in_force(rows, actor).filter(to_date__lte=business_date(now()) + timedelta(days=WARNING_DAYS))


def _columns() -> list[Column]:
    return [
        Column(key="customer_number", label=_("编号"), kind="link", url=shown.lock_url, card="number"),
        Column(key="customer_name", label=_("客户"), kind="link", url=shown.lock_url, card="title"),
        Column(key="status", label=_("状态"), kind="status", statuses=shown.LOCK_STATUSES, main=True, card="status"),
        Column(key="owner_name", label=_("锁定人"), card="left"),
        Column(key="reason", label=_("锁定理由"), card="middle"),
        Column(key="from_date", label=_("锁定从"), kind="date", sort="from_date"),
        Column(key="to_date", label=_("锁定到"), kind="date", sort="to_date", card="date"),
        Column(key="extends", label=_("延长"), kind="bool", value=lambda row: row.extends_id is not None, hidden=True),
        Column(key="applied", label=_("申请时间"), kind="datetime", value=lambda row: row.applied_at, sort="pk", tone="soft"),
        Column(key="decided_by_name", label=_("审核人"), value=lambda row: row.decided_by_name or None, tone="soft"),
        Column(key="decision_reason", label=_("审核意见"), value=lambda row: row.decision_reason or None, tone="soft"),
        Column(key="end_reason", label=_("结束原因"), value=lambda row: row.end_reason or None, hidden=True),
    ]  # fmt: skip


FILTERS = [
    TextFilter(key="who", label=_("锁定人"), path="owner_name"),
    DateRangeFilter(key="until", label=_("锁定到"), path="to_date", common=True),
]
LOCKS = ListSpec(
    name="pool.locks",
    title=_("锁定的客户"),
    noun=LOCKS_NOUN,
    section=SECTION,
    url_name="pool:lock_list",
    permission=rights.VIEW,
    rows=lock_rows,
    label_of=str,
    sort="-applied",
    search=literal("customer__name", "customer__number", "owner_name", "reason"),
    search_hint=_("客户、锁定人、理由"),
    columns=_columns(),
    tabs=[
        Tab(key="locked", label=_("已锁定"), where=_in_force),
        Tab(key="expiring", label=_("3 天内到期"), where=_expiring, hot=True),
        Tab(key="open", label=_("锁定待审"), where=Q(status=LockStatus.APPLIED)),
        Tab(key="refused", label=_("锁定被拒"), where=Q(status=LockStatus.REFUSED), counted=False),
        Tab(key="over", label=_("已结束"), where=Q(status__in=(LockStatus.ENDED, LockStatus.UNLOCKED)), counted=False),
        Tab(key="all", label=_("全部"), counted=False),
    ],
    filters=FILTERS,
    export=rights.EXPORT,
    empty_title=_("没有锁定的客户"),
    empty_text=_("在客户页上申请锁定，主管通过后客户不会回到公海"),
)  # fmt: skip
LOCK_REVIEW = ListSpec(
    name="pool.lock_review",
    title=_("锁定审核"),
    noun=LOCKS_NOUN,
    section=SECTION,
    url_name="pool:lock_review",
    permission=rights.DECIDE_LOCKS,
    rows=locks_to_review,
    label_of=str,
    sort="applied",
    search=literal("customer__name", "customer__number", "owner_name", "reason"),
    search_hint=_("客户、锁定人、理由"),
    columns=_columns(),
    filters=FILTERS,
    empty_title=_("没有等你审核的锁定"),
    empty_text=_("部门里的销售申请锁定客户时会出现在这里"),
)
