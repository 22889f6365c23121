"""The list of reviews: what waits, and what was decided (CUS-006)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.words import counter_word, with_count
from danshu.parties.deeds import Deed
from danshu.ui.lists import (
    BatchAction,
    BatchContext,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    ListSpec,
    Tab,
    TextFilter,
    literal,
)
from danshu.vetting import permissions as rights
from danshu.vetting.lifecycle import Status
from danshu.vetting.operations.approve_review import approve_review
from danshu.vetting.operations.refuse_review import refuse_review
from danshu.vetting.queries import review_rows, to_decide
from danshu.vetting.web import shown


def _to_decide(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(pk__in=to_decide(actor).values("pk"))


def _mine(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return rows.filter(applicant_id=actor.user_id or 0)


def _approve(row: Any, c: BatchContext) -> object:
    return approve_review.keyed(c.key(row))(
        review_id=row.pk, reason=c.reason, version=row.version, actor=c.actor, at=c.at
    )


def _refuse(row: Any, c: BatchContext) -> object:
    return refuse_review.keyed(c.key(row))(
        review_id=row.pk, reason=c.reason, version=row.version, actor=c.actor, at=c.at
    )


REVIEWS = ListSpec(
    name="vetting.reviews",
    title=_("客户审核"),
    noun=counter_word("reviews", "项"),
    section=pgettext_lazy("列表", "客户"),
    url_name="vetting:reviews",
    permission=rights.VIEW,
    rows=review_rows,
    label_of=lambda row: row.customer_name,
    sort="-applied",
    search=literal("customer__name", "customer__number", "applicant_name", "reason"),
    search_hint=_("客户、申请人、理由"),
    columns=[
        Column(key="customer_number", label=_("编号"), kind="link", url=shown.review_url, card="number"),
        Column(key="customer_name", label=_("客户"), kind="link", url=shown.review_url, card="title"),
        Column(key="deed", label=_("申请"), value=lambda row: row.get_deed_display(), card="left"),
        Column(key="what", label=_("改动内容"), value=shown.what_of, card="middle"),
        Column(key="status", label=_("状态"), kind="status", statuses=shown.STATUSES, main=True, card="status"),
        Column(key="applicant", label=_("申请人"), value=shown.applicant_of),
        Column(key="applied", label=_("提交时间"), kind="datetime", value=lambda row: row.applied_at, sort="pk", card="date"),
        Column(key="reason", label=_("申请理由"), value=lambda row: row.reason or None, tone="soft"),
        Column(key="decided_by_name", label=_("审核人"), value=lambda row: row.decided_by_name or None, tone="soft"),
        Column(key="decision_reason", label=_("审核意见"), value=lambda row: row.decision_reason or None, tone="soft"),
        Column(key="decided_at", label=_("审核时间"), kind="datetime", hidden=True),
    ],
    tabs=[
        Tab(key="open", label=_("待审核"), where=Q(status=Status.AWAITING)),
        Tab(key="decide", label=_("待我审核"), where=_to_decide, hot=True),
        Tab(key="mine", label=_("我提交的"), where=_mine, counted=False),
        Tab(key="approved", label=pgettext_lazy("审核", "已通过"), where=Q(status=Status.APPROVED), counted=False),
        Tab(key="refused", label=pgettext_lazy("审核", "未通过"), where=Q(status__in=(Status.REFUSED, Status.WITHDRAWN)), counted=False),
        Tab(key="all", label=_("全部"), counted=False),
    ],
    filters=[
        ChoiceFilter(key="deed", label=_("申请"), choices=Deed.choices, common=True),
        DateRangeFilter(key="applied", label=_("提交日期"), path="applied_at", moments=True, common=True),
        TextFilter(key="applicant", label=_("申请人"), path="applicant_name"),
    ],
    batch=[
        BatchAction(
            key="approve", label=_("通过"), permission=rights.DECIDE, icon="check", confirm=with_count("通过 %(count)s 项申请？"),
            effect=_("改动随即生效：新客户可以下单，删除的客户进入回收站"), keep=_("再看看"), reason="optional",
            done=with_count("已通过 %(count)s 项"), run=_approve,
        ),
        BatchAction(
            key="refuse", label=_("拒绝"), permission=rights.DECIDE, icon="x", confirm=with_count("拒绝 %(count)s 项申请？"),
            effect=_("客户保持原样，申请人会收到理由"), keep=_("再看看"), reason="required",
            done=with_count("已拒绝 %(count)s 项"), run=_refuse,
        ),
    ],
    export=rights.EXPORT,
    empty_title=_("没有客户审核"),
    empty_text=_("提交审核的新客户、资料修改和删除会出现在这里"),
)  # fmt: skip
