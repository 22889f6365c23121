"""Refuse what was submitted about a customer."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.parties.deeds import Deed
from danshu.parties.reviewing import mark
from danshu.vetting.lifecycle import Status
from danshu.vetting.loading import decide, locked_review, require_open
from danshu.vetting.models import Review
from danshu.vetting.permissions import DECIDE
from danshu.vetting.rules import is_own, require_other_person, require_text
from danshu.vetting.telling import tell_decided


@operation("vetting.refuse_review", permission=DECIDE, label=("拒绝客户审核", "Refuse a review"))
def refuse_review(
    *,
    review_id: int,
    reason: str,
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Review:
    """The customer stays as it is, a new one for communications only; the applicant is told why (CUS-006).

    Raises NotFound, EditConflict, StaleState, IllegalTransition, OwnSubmission, FieldErrors without a reason.
    """
    reason = require_text(reason)
    rows = Review.objects.visible_to(actor, DECIDE)
    customer, found = locked_review(rows, review_id, version=version, seen_status=seen_status)
    require_open(found, Status.REFUSED)
    require_other_person(found, actor)
    decide(found, Status.REFUSED, reason=reason, is_own=is_own(found, actor), actor=actor, at=at)
    mark(customer, "", actor=actor, at=at)
    if found.deed == Deed.ENTRY:
        text = _("%(label)s 不能用于订单；修改后可以再次提交") % {"label": customer}
    else:
        text = _("%(label)s 保持原样") % {"label": customer}
    current_context().effect("kept", text, "neutral")
    tell_decided(found, customer, actor=actor, at=at)
    return found
