"""Refuse proposed categories and levels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.parties.batches import Result, each
from danshu.segments.lifecycle import ProposalStatus
from danshu.segments.models import Proposal
from danshu.segments.permissions import DECIDE_CLASSES
from danshu.segments.proposing import settle_proposal


@operation(
    "segments.refuse_proposals", permission=DECIDE_CLASSES, label=("拒绝分类与级别建议", "Refuse proposed classes")
)
def refuse_proposals(*, proposal_ids: Sequence[int], reason: str, actor: Actor, at: datetime) -> list[Result]:
    """The customers of at most 500 proposals stay as they are, for a reason; not proposed again for 90 days (CUS-011).

    Returns {id, label, done, code, reason} for each. Raises FieldErrors without a reason.
    """
    if not 1 <= len(reason.strip()) <= 500:
        raise FieldErrors([FieldProblem("reason", "required", _("填写拒绝的理由，最多 500 个字"))])

    def leave(key: int) -> Proposal:
        found = lock(Proposal.objects.visible_to(actor, DECIDE_CLASSES).filter(pk=key)).first()
        if found is None:
            raise NotFound
        settle_proposal(found, ProposalStatus.REFUSED, reason=reason.strip(), actor=actor, at=at)
        return found

    return each(proposal_ids, leave)
