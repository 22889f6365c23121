"""Segments of a customer that is taken into another one (CUS-003)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from danshu.kit.locks import lock
from danshu.parties.merging import moving
from danshu.parties.merging.registry import Moved, Pair, Rule, rule
from danshu.segments.lifecycle import ProposalStatus
from danshu.segments.models import Member, Proposal
from danshu.segments.proposing import settle_proposal

MEMBER, PROPOSAL = "segments.Member", "segments.Proposal"


def _over(pair: Pair, moved: Moved) -> dict[str, Any]:
    """The survivor is in every segment of both; where he was already, the other row is only noted."""
    mine = Member.objects.filter(customer_id=pair.survivor.pk).values_list("segment_id", flat=True)
    double = Member.objects.filter(customer_id=pair.loser.pk, segment_id__in=list(mine))
    noted = [(segment, since.isoformat()) for segment, since in double.values_list("segment_id", "since_at")]
    double.delete()
    return {
        "double": noted,
        "moved": moving.repoint(MEMBER, "customer", pair.loser.pk, pair.survivor.pk, pair.actor, pair.at),
    }


def _back(pair: Pair, noted: Any, moved: Moved) -> None:
    moving.point_back(MEMBER, "customer", noted["moved"], pair.survivor.pk, pair.loser.pk, pair.actor, pair.at)
    from_then = [
        Member(segment_id=segment, customer_id=pair.loser.pk, since_at=datetime.fromisoformat(since))
        for segment, since in noted["double"]
        if Member.objects.filter(segment_id=segment, customer_id=pair.survivor.pk).exists()
    ]
    Member.objects.bulk_create(from_then, ignore_conflicts=True)


def _proposals_over(pair: Pair, moved: Moved) -> list[int]:
    """What waits for the loser is over: the next night looks at the survivor with everything of both."""
    for each in lock(Proposal.objects.filter(customer_id=pair.loser.pk, status=ProposalStatus.WAITING)):
        settle_proposal(each, ProposalStatus.OUTDATED, actor=pair.actor, at=pair.at)
    return moving.repoint(PROPOSAL, "customer", pair.loser.pk, pair.survivor.pk, pair.actor, pair.at)


def _proposals_back(pair: Pair, noted: Any, moved: Moved) -> None:
    moving.point_back(PROPOSAL, "customer", noted, pair.survivor.pk, pair.loser.pk, pair.actor, pair.at)


rule(
    Rule(code="segments.proposals", what=gettext_lazy("分类与级别建议"), move=_proposals_over, undo=_proposals_back),
    settles=[(PROPOSAL, "customer")],
)  # fmt: skip
rule(
    Rule(code="segments.members", what=gettext_lazy("客户分群"), move=_over, undo=_back,
         count=lambda noted: len(noted["moved"])),
    settles=[(MEMBER, "customer")],
)  # fmt: skip
