"""Approve an application for a customer."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.errors import IllegalTransition
from danshu.kit.operation import operation
from danshu.pool.errors import OwnApplication
from danshu.pool.lifecycle import PickStatus
from danshu.pool.loading import locked_pick
from danshu.pool.models import PickRequest
from danshu.pool.permissions import DECIDE_PICKS
from danshu.pool.picking import take
from danshu.pool.rules import require_text
from danshu.pool.telling import tell_pick_decided


@operation("pool.approve_pick", permission=DECIDE_PICKS, label=("批准挑入", "Approve a pick"))
def approve_pick(
    *,
    request_id: int,
    reason: str = "",
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> PickRequest:
    """The applicant becomes the owner; the first approved wins, others who applied are refused and told (CUS-017).

    Raises NotFound, EditConflict, StaleState, IllegalTransition (decided already), OwnApplication, CustomerTaken,
    TooManyOwned with the numbers, FormerOwner, FieldErrors.
    """
    reason = require_text(reason, required=False)
    customer, found = locked_pick(
        request_id, actor=actor, permission=DECIDE_PICKS, version=version, seen_status=seen_status
    )
    if found.status != PickStatus.APPLIED:
        state = found.get_status_display()
        raise IllegalTransition(label=str(found), state=state, target=PickStatus.APPROVED.label)
    if found.applicant_id == actor.user_id:
        raise OwnApplication
    take(found, customer, reason=reason, actor=actor, at=at)
    tell_pick_decided(found, customer, actor=actor, at=at)
    return found
