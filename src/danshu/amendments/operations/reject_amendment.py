"""Refuse a change order: the order stays as it is (ORD-019)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.amendments.lifecycle import AmendmentStatus
from danshu.amendments.loading import decide, locked_amendment
from danshu.amendments.models import Amendment
from danshu.amendments.permissions import DECIDE
from danshu.amendments.telling import tell_decided
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation


@operation("amendments.reject_amendment", permission=DECIDE, label=("驳回订单变更", "Reject order change"))
def reject_amendment(
    *,
    amendment_id: int,
    reason: str,
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Amendment:
    """Refuse with a reason; nothing of the order changes and a new proposal may be made.

    Raises FieldErrors without a reason, NotFound, EditConflict, StaleState, IllegalTransition.
    """
    if not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("请写明驳回原因"))])
    held = locked_amendment(amendment_id, actor=actor, permission=DECIDE, version=version, seen_status=seen_status)
    decide(held.amendment, AmendmentStatus.REJECTED, reason=reason, actor=actor, at=at)
    tell_decided(held.amendment, held.order, actor=actor, at=at)
    return held.amendment
