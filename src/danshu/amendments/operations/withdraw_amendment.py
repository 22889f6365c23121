"""Take back a change order that one proposed."""

from __future__ import annotations

from datetime import datetime

from danshu.amendments.errors import NotYourChange
from danshu.amendments.lifecycle import AmendmentStatus
from danshu.amendments.loading import decide, locked_amendment
from danshu.amendments.models import Amendment
from danshu.amendments.permissions import PROPOSE
from danshu.amendments.telling import tell_decided
from danshu.kit.actor import Actor
from danshu.kit.operation import operation


@operation("amendments.withdraw_amendment", permission=PROPOSE, label=("撤回订单变更", "Withdraw order change"))
def withdraw_amendment(
    *,
    amendment_id: int,
    reason: str = "",
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Amendment:
    """Give the proposal up before it is decided; nothing of the order changes.

    Raises NotYourChange for what somebody else proposed, NotFound, EditConflict, StaleState, IllegalTransition.
    """
    held = locked_amendment(amendment_id, actor=actor, permission=PROPOSE, version=version, seen_status=seen_status)
    if not actor.is_system and held.amendment.proposed_by_id != actor.user_id:
        raise NotYourChange(number=held.amendment.number, who=held.amendment.proposed_by_name)
    decide(held.amendment, AmendmentStatus.WITHDRAWN, reason=reason, actor=actor, at=at)
    tell_decided(held.amendment, held.order, actor=actor, at=at)
    return held.amendment
