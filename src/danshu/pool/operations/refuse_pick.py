"""Refuse an application for a customer."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.pool.errors import OwnApplication
from danshu.pool.lifecycle import PickStatus
from danshu.pool.loading import decide_pick, locked_pick
from danshu.pool.models import PickRequest
from danshu.pool.permissions import DECIDE_PICKS
from danshu.pool.rules import require_text
from danshu.pool.telling import tell_pick_decided


@operation("pool.refuse_pick", permission=DECIDE_PICKS, label=("拒绝挑入", "Refuse a pick"))
def refuse_pick(
    *,
    request_id: int,
    reason: str,
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> PickRequest:
    """The customer stays in the pool; the applicant is told why (CUS-017).

    Raises NotFound, EditConflict, StaleState, IllegalTransition, OwnApplication, FieldErrors without a reason.
    """
    reason = require_text(reason)
    customer, found = locked_pick(
        request_id, actor=actor, permission=DECIDE_PICKS, version=version, seen_status=seen_status
    )
    if found.applicant_id == actor.user_id:
        raise OwnApplication
    decide_pick(found, PickStatus.REFUSED, reason=reason, actor=actor, at=at)
    tell_pick_decided(found, customer, actor=actor, at=at)
    return found
