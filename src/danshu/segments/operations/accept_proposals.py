"""Let proposed categories and levels come true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.parties.batches import Result, each
from danshu.segments.accepting import accept
from danshu.segments.models import Proposal
from danshu.segments.permissions import DECIDE_CLASSES


@operation(
    "segments.accept_proposals", permission=DECIDE_CLASSES, label=("采纳分类与级别建议", "Accept proposed classes")
)
def accept_proposals(*, proposal_ids: Sequence[int], reason: str = "", actor: Actor, at: datetime) -> list[Result]:
    """Adjust the customers of at most 500 proposals; the history of each keeps old, new, the rule and who (CUS-011).

    Returns {id, label, done, code, reason} for each; one that is out of scope, decided already or over stays.
    """

    def take(key: int) -> Any:
        found = lock(Proposal.objects.visible_to(actor, DECIDE_CLASSES).filter(pk=key)).first()
        if found is None:
            raise NotFound
        return accept(found, reason=reason.strip(), actor=actor, at=at)

    return each(proposal_ids, take)
