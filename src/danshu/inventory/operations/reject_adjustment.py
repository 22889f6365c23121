"""Refuse a large adjustment (INV-005)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.inventory.adjusting import decide, require_other_person, reviewed_by
from danshu.inventory.lifecycle import AdjustmentStatus
from danshu.inventory.loading import locked_adjustment
from danshu.inventory.models import StockAdjustment
from danshu.inventory.permissions import REVIEW_ADJUSTMENT
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation


@operation("inventory.reject_adjustment", permission=REVIEW_ADJUSTMENT, label=("驳回库存调整", "Reject adjustment"))
def reject_adjustment(
    *, adjustment_id: int, reason: str, seen_status: str | None = None, actor: Actor, at: datetime
) -> StockAdjustment:
    """End the review without a change of stock; whoever entered it reads the reason.

    Raises FieldErrors without a reason, NotFound, StaleState, OwnAdjustment, IllegalTransition.
    """
    if not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("请写明驳回原因"))])
    adjustment = locked_adjustment(adjustment_id, seen_status=seen_status, actor=actor, permission=REVIEW_ADJUSTMENT)
    require_other_person(adjustment, actor)
    decide(adjustment, AdjustmentStatus.REJECTED, reviewed_by(actor, at, reason), actor=actor, at=at, note=reason)
    return adjustment
