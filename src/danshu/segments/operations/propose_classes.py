"""Hold the rules of categories and levels against customers."""

from __future__ import annotations

from datetime import datetime

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.locks import lock, lock_slot
from danshu.kit.operation import one_of_several, operation
from danshu.parameters.queries import value
from danshu.parties.queries import usable_customers
from danshu.segments.accepting import accept
from danshu.segments.lifecycle import ProposalStatus
from danshu.segments.models import Proposal
from danshu.segments.proposing import Wish, propose, refused_lately, settle_proposal, wishes

MOST = 200


@operation("segments.propose_classes", permission=SYSTEM, label=("按规则计算分类与级别", "Apply rules of classes"))
def propose_classes(*, after: int = 0, actor: Actor, at: datetime) -> tuple[int, int]:
    """Propose another category or level where the rules find one, or change it at once (class_change_mode, CUS-011).

    A proposal that no longer holds is outdated; what people refused in the last 90 days is not proposed again. Works
    through at most 200 customers with keys above `after`; returns (how many proposals or changes, the last key looked
    at or 0 at the end). Safe to repeat.
    """
    lock_slot("segments.classes")
    keys = list(usable_customers().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:MOST])
    found = {(w.customer_id, str(w.kind)): w for w in wishes(keys, at=at)}
    waiting = lock(Proposal.objects.filter(customer_id__in=keys, status=ProposalStatus.WAITING))
    for each in waiting:
        wish = found.get((each.customer_id, each.kind))
        if wish is not None and (wish.old, wish.new) == (each.old_value_id, each.new_value_id):
            del found[each.customer_id, each.kind]
        else:
            settle_proposal(each, ProposalStatus.OUTDATED, actor=actor, at=at)
    refused = refused_lately(keys, at=at)
    fresh = [w for w in found.values() if (w.customer_id, str(w.kind), w.old, w.new) not in refused]
    automatic = value("class_change_mode") == "automatic"
    made = sum(1 for wish in fresh if _take(wish, automatic=automatic, actor=actor, at=at))
    return made, keys[-1] if len(keys) == MOST else 0


def _take(wish: Wish, *, automatic: bool, actor: Actor, at: datetime) -> bool:
    made = propose(wish, actor=actor, at=at)
    if not automatic:
        return True
    try:
        with one_of_several():
            accept(made, is_automatic=True, actor=actor, at=at)
    except DomainError:  # a person decides what the house refuses to the machine
        made.refresh_from_db()
    return True
