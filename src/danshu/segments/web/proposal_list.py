"""The list of proposed categories and levels (CUS-011)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.dictionaries.queries import shown as value_label
from danshu.kit.errors import DomainError
from danshu.kit.words import counter_word, with_count
from danshu.parties.batches import Result
from danshu.segments.class_queries import proposal_rows
from danshu.segments.lifecycle import ProposalStatus
from danshu.segments.models import Proposal
from danshu.segments.operations.accept_proposals import accept_proposals
from danshu.segments.operations.refuse_proposals import refuse_proposals
from danshu.segments.permissions import DECIDE_CLASSES
from danshu.segments.why import why_text
from danshu.ui.lists import BatchAction, BatchContext, ChoiceFilter, Column, ListSpec, Tab, literal
from danshu.ui.statuses import Status, Statuses

STATUSES = Statuses({
    ProposalStatus.WAITING: Status(ProposalStatus.WAITING.label, "warn"),
    ProposalStatus.ACCEPTED: Status(ProposalStatus.ACCEPTED.label, "ok", "full"),
    ProposalStatus.REFUSED: Status(ProposalStatus.REFUSED.label, "bad", "x"),
    ProposalStatus.OUTDATED: Status(ProposalStatus.OUTDATED.label, "neutral", "x"),
})  # fmt: skip
KINDS = [(Proposal.Kind.LEVEL, _("客户级别")), (Proposal.Kind.CATEGORY, _("客户分类"))]


class Left(DomainError):
    """One of a batch stayed as it was; its own words say why."""

    code = "class_proposal_left"
    message = _("%(text)s")
    way_out = _("打开客户查看，或重新载入列表")


def _customer_url(row: Any) -> str:
    return reverse("parties:customer", args=[row.customer_id])


def _change(row: Any) -> str:
    return f"{value_label(row.old_value) if row.old_value else '—'} → {value_label(row.new_value)}"


def _one(results: list[Result]) -> object:
    if not results[0]["done"]:
        raise Left(text=results[0]["reason"])
    return results


def _accept(row: Any, c: BatchContext) -> object:
    return _one(accept_proposals.keyed(c.key(row))(proposal_ids=[row.pk], reason=c.reason, actor=c.actor, at=c.at))


def _refuse(row: Any, c: BatchContext) -> object:
    return _one(refuse_proposals.keyed(c.key(row))(proposal_ids=[row.pk], reason=c.reason, actor=c.actor, at=c.at))


PROPOSALS = ListSpec(
    name="segments.proposals",
    title=_("分类与级别建议"),
    noun=counter_word("proposals", "条建议"),
    section=pgettext_lazy("列表", "客户"),
    url_name="segments:proposals",
    permission=DECIDE_CLASSES,
    rows=proposal_rows,
    label_of=lambda row: row.customer_name,
    sort="-pk",
    search=literal("customer__name", "customer__number"),
    search_hint=_("客户、编号"),
    columns=[
        Column(key="customer_number", label=_("编号"), kind="link", url=_customer_url, card="number"),
        Column(key="customer_name", label=_("客户名称"), kind="link", url=_customer_url, card="title"),
        Column(key="kind", label=_("调整什么"), value=lambda row: dict(KINDS)[row.kind], card="left"),
        Column(key="change", label=_("现在 → 建议"), value=_change, card="middle"),
        Column(key="old", label=_("现在"), value=lambda row: value_label(row.old_value) if row.old_value else None, hidden=True),
        Column(key="new", label=_("建议"), value=lambda row: value_label(row.new_value), hidden=True),
        Column(key="why", label=_("依据"), value=why_text, tone="soft", card="note"),
        Column(key="owner_name", label=pgettext_lazy("客户", "负责人"), value=lambda row: row.owner_name or None),
        Column(key="status", label=_("状态"), kind="status", statuses=STATUSES, main=True, card="status"),
        Column(key="created_at", label=_("提出时间"), kind="datetime", sort="created_at", tone="soft", card="date"),
        Column(key="is_automatic", label=_("自动"), kind="bool", hidden=True),
        Column(key="decided_by_name", label=_("确认人"), value=lambda row: row.decided_by_name or None, hidden=True),
        Column(key="decision_reason", label=_("意见"), value=lambda row: row.decision_reason or None, hidden=True),
    ],
    tabs=[
        Tab(key="waiting", label=ProposalStatus.WAITING.label, where=Q(status=ProposalStatus.WAITING), hot=True),
        Tab(key="accepted", label=ProposalStatus.ACCEPTED.label, where=Q(status=ProposalStatus.ACCEPTED), counted=False),
        Tab(key="refused", label=ProposalStatus.REFUSED.label, where=Q(status=ProposalStatus.REFUSED), counted=False),
        Tab(key="all", label=_("全部"), counted=False),
    ],
    filters=[ChoiceFilter(key="kind", label=_("调整什么"), choices=KINDS, common=True)],
    batch=[
        BatchAction(
            key="accept", label=_("采纳"), icon="check", confirm=with_count("采纳 %(count)s 条建议？"),
            effect=_("客户的分类或级别随即调整，修改记录写明规则"), keep=_("再看看"), reason="optional",
            done=with_count("已采纳 %(count)s 条"), run=_accept,
        ),
        BatchAction(
            key="refuse", label=_("拒绝"), icon="x", confirm=with_count("拒绝 %(count)s 条建议？"),
            effect=_("客户保持原样，90 天内不再提出同样的建议"), keep=_("再看看"), reason="required",
            done=with_count("已拒绝 %(count)s 条"), run=_refuse,
        ),
    ],
    empty_title=_("没有建议"),
    empty_text=_("每夜按级别条件与分类规则计算；有变化时列在这里"),
)  # fmt: skip
