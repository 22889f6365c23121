"""Take back an application for a customer."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.pool.errors import NotYours
from danshu.pool.lifecycle import PickStatus
from danshu.pool.loading import decide_pick, locked_pick
from danshu.pool.models import PickRequest
from danshu.pool.permissions import PICK
from danshu.pool.rules import require_text


@operation("pool.withdraw_pick", permission=PICK, label=("撤回挑入申请", "Withdraw a pick"))
def withdraw_pick(
    *,
    request_id: int,
    reason: str = "",
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> PickRequest:
    """Give up an application that nobody decided yet (CUS-017).

    Raises NotFound, NotYours for what somebody else applied for, EditConflict, StaleState, IllegalTransition.
    """
    reason = require_text(reason, required=False)
    _customer, found = locked_pick(request_id, actor=actor, permission=PICK, version=version, seen_status=seen_status)
    if not actor.is_system and found.applicant_id != actor.user_id:
        raise NotYours(who=found.applicant_name)
    decide_pick(found, PickStatus.WITHDRAWN, reason=reason, actor=actor, at=at)
    return found
