"""Accept a change order: the order becomes what was proposed (ORD-014, ORD-019)."""

from __future__ import annotations

from datetime import datetime

from danshu.amendments.deciding import settle
from danshu.amendments.errors import OwnChange
from danshu.amendments.lifecycle import AmendmentStatus
from danshu.amendments.loading import locked_amendment, prepared
from danshu.amendments.models import Amendment
from danshu.amendments.permissions import DECIDE
from danshu.amendments.rules import may_decide
from danshu.amendments.telling import tell_decided
from danshu.kit.actor import Actor
from danshu.kit.errors import IllegalTransition
from danshu.kit.operation import operation
from danshu.sales.amending import require_amendable
from danshu.sales.permissions import SUPERVISE_ORDER


@operation("amendments.accept_amendment", permission=DECIDE, label=("通过订单变更", "Accept order change"))
def accept_amendment(
    *,
    amendment_id: int,
    reason: str = "",
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Amendment:
    """Carry the proposal out: lines, what they hold, what is owed, what is too much - all of it or nothing.

    What meets a supervisor's condition needs the supervisor's right besides. Raises NotFound, EditConflict,
    StaleState, IllegalTransition (decided already), OwnChange, Forbidden, NotAmendable, OrderMovedOn (the order was
    changed meanwhile), FieldErrors (more was sent meanwhile than would be left), Blocked, StockShort.
    """
    held = locked_amendment(amendment_id, actor=actor, permission=DECIDE, version=version, seen_status=seen_status)
    amendment, order = held.amendment, held.order
    if not amendment.is_open:
        raise IllegalTransition(
            label=amendment.number, state=amendment.get_status_display(), target=AmendmentStatus.ACCEPTED.label
        )
    if not may_decide(order, amendment, actor):
        raise OwnChange(number=amendment.number)
    if amendment.conditions:
        actor.require(SUPERVISE_ORDER)
    require_amendable(order)
    lines, draft = prepared(amendment, order, at=at)
    settle(amendment, order, lines, draft, reason=reason, actor=actor, at=at)
    tell_decided(amendment, order, actor=actor, at=at)
    return amendment
