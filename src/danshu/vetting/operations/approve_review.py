"""Let what was submitted about a customer come true."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import require_version
from danshu.parties.deeds import Deed
from danshu.parties.errors import InvalidRecord
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.reviewing import PREFIX, mark
from danshu.vetting.lifecycle import Status
from danshu.vetting.loading import decide, locked_review, require_open
from danshu.vetting.models import Review
from danshu.vetting.permissions import DECIDE
from danshu.vetting.rules import is_own, require_other_person, require_standing, require_text
from danshu.vetting.telling import tell_decided
from danshu.vetting.wording import lines_of

Decided = dict[str, Any]


@operation("vetting.approve_review", permission=DECIDE, label=("通过客户审核", "Approve a review"))
def approve_review(
    *,
    review_id: int,
    reason: str = "",
    version: int | None = None,
    customer_version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Decided:
    """The customer may be used, the wanted values count, or it goes into the recycle bin; the applicant is told (CUS-006).

    Returns {id, customer_id, deed, status}: the review of a deletion goes into the bin with its customer.
    customer_version: the version of the customer that the reviewer saw; of a new customer everything is reviewed.
    Raises NotFound, EditConflict, StaleState, IllegalTransition (decided already), OwnSubmission, Overtaken when a value
    was changed since, InvalidRecord, and what editing or deleting refuses (Blocked, IdentityLocked, CustomerInUse ...).
    """
    reason = require_text(reason, required=False)
    rows = Review.objects.visible_to(actor, DECIDE)
    customer, found = locked_review(rows, review_id, version=version, seen_status=seen_status)
    require_open(found, Status.APPROVED)
    require_other_person(found, actor)
    if found.deed == Deed.ENTRY:
        require_version(customer, customer_version)
    if found.deed != Deed.DELETION and not customer.is_valid:
        raise InvalidRecord(label=str(customer))
    decide(found, Status.APPROVED, reason=reason, is_own=is_own(found, actor), actor=actor, at=at)
    tell_decided(found, customer, actor=actor, at=at)
    decided: Decided = {"id": found.pk, "customer_id": customer.pk, "deed": found.deed, "status": found.status}
    _carry_out(found, customer, actor, at)
    return decided


def _carry_out(found: Review, customer: Any, actor: Actor, at: datetime) -> None:
    """In the name of the reviewer; the right to decide is the right to let it happen."""
    acting = replace(actor, is_system=True)
    if found.deed == Deed.ENTRY:
        mark(customer, "", is_vetted=True, actor=actor, at=at)
        current_context().effect("vetted", _("%(label)s 可以用于订单和其他单据") % {"label": customer}, "ok")
        return
    if found.deed == Deed.DELETION:
        mark(customer, "", actor=actor, at=at)
        delete_customer.within(
            customer_id=customer.pk, reason=found.reason or found.decision_reason or "—", is_reviewed=True, actor=acting,
            at=at,
        )  # fmt: skip
        return
    require_standing(found, customer)
    mark(customer, "", actor=actor, at=at)
    for line in lines_of(found.pairs):
        facts = {"field": line.label, "before": line.before, "after": line.after}
        current_context().effect(f"review_{line.name}", _("%(field)s：%(before)s → %(after)s") % facts, "ok")
    own = {name: wanted for name, wanted in found.after.items() if not name.startswith(PREFIX)}
    invoice = {n.removeprefix(PREFIX): wanted for n, wanted in found.after.items() if n.startswith(PREFIX)}
    why = _("%(who)s 申请，%(reviewer)s 审核") % {"who": found.applicant_name, "reviewer": actor.name}
    edit_customer.within(
        customer_id=customer.pk, changes=own, invoice=invoice, duplicate_reason=found.duplicate_reason, reason=why,
        asks_referrer=False, is_reviewed=True, actor=acting, at=at,
    )  # fmt: skip
