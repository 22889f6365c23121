"""Take back what one submitted about a customer."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor, shown_name
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.parties.reviewing import mark
from danshu.vetting.errors import NotSubmittedByYou
from danshu.vetting.lifecycle import Status
from danshu.vetting.loading import decide, locked_review, require_open
from danshu.vetting.models import Review
from danshu.vetting.permissions import VIEW
from danshu.vetting.queries import review_rows
from danshu.vetting.rules import is_own, require_text


@operation("vetting.withdraw_review", permission=VIEW, label=("撤回客户审核", "Withdraw a review"))
def withdraw_review(
    *,
    review_id: int,
    reason: str = "",
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Review:
    """The customer stays as it is; a new one can be submitted again (CUS-006).

    Raises NotFound, NotSubmittedByYou for what somebody else submitted, EditConflict, StaleState, IllegalTransition.
    """
    reason = require_text(reason, required=False)
    rows = Review.objects.filter(pk__in=review_rows(actor).values("pk"))
    customer, found = locked_review(rows, review_id, version=version, seen_status=seen_status)
    require_open(found, Status.WITHDRAWN)
    if not actor.is_system and not is_own(found, actor):
        raise NotSubmittedByYou(who=shown_name(found.applicant_name))
    decide(found, Status.WITHDRAWN, reason=reason, actor=actor, at=at)
    mark(customer, "", actor=actor, at=at)
    current_context().effect("kept", _("%(label)s 保持原样") % {"label": customer}, "neutral")
    return found
