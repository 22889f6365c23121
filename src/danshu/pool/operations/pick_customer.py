"""Pick a customer from the pool, or apply for him."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.operation import operation
from danshu.parameters.queries import value
from danshu.parties.opening import any_customer
from danshu.pool.errors import AppliedAlready
from danshu.pool.lifecycle import PickStatus
from danshu.pool.models import PickRequest
from danshu.pool.permissions import PICK
from danshu.pool.picking import take
from danshu.pool.rules import (
    require_in_pool,
    require_not_former,
    require_pick_left,
    require_room,
    require_text,
)
from danshu.pool.telling import tell_pick_applied


@operation("pool.pick_customer", permission=PICK, label=("挑入客户", "Pick a customer"))
def pick_customer(*, customer_id: int, reason: str = "", actor: Actor, at: datetime) -> PickRequest:
    """Become the owner of an open customer at once, or apply for it: as `pick_in_mode` says (CUS-017).

    Raises NotFound for what never lay in the pool, CustomerTaken when somebody was faster, AppliedAlready, FormerOwner,
    TooManyOwned and TooManyPicks with the numbers, FieldErrors.
    """
    reason = require_text(reason, required=False)
    if actor.user_id is None:
        raise NotFound
    customer = any_customer(customer_id)
    require_in_pool(customer, at=at)
    mine = PickRequest.objects.filter(customer_id=customer_id, applicant_id=actor.user_id)
    if mine.filter(status=PickStatus.APPLIED).exists():
        raise AppliedAlready(label=str(customer))
    require_not_former(customer_id, actor.user_id, actor.name, at=at)
    require_room(actor.user_id, actor.name)
    require_pick_left(actor.user_id, actor.name, at=at)
    is_direct = value("pick_in_mode") == "direct"
    made = PickRequest.objects.create(
        customer_id=customer_id, applicant_id=actor.user_id, applicant_name=actor.name, unit_id=actor.unit_id,
        reason=reason, is_direct=is_direct, applied_at=at, created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
    current_context().changed(
        "pool.pick", made.pk, label=str(made), changes={"customer": ("", str(customer)), "status": ("", made.status)},
        reason=reason,
    )  # fmt: skip
    if is_direct:
        take(made, customer, reason="", actor=actor, at=at)
    else:
        tell_pick_applied(made, customer, at=at)
    return made
