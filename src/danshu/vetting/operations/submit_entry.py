"""Submit a new customer again."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.parties.deeds import Deed
from danshu.parties.opening import owned_customer
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.parties.reviewing import mark
from danshu.vetting.errors import VettedAlready
from danshu.vetting.loading import note, open_review_of
from danshu.vetting.models import Review
from danshu.vetting.rules import require_text
from danshu.vetting.telling import tell_applied


@operation("vetting.submit_entry", permission=EDIT_CUSTOMERS, label=("再次提交新客户", "Submit a new customer again"))
def submit_entry(
    *, customer_id: int, reason: str = "", version: int | None = None, actor: Actor, at: datetime
) -> Review:
    """A new customer that did not pass its review, or was withdrawn from it, waits for another one (CUS-006).

    Raises NotFound, EditConflict, InvalidRecord, VettedAlready for one that passed or waits, FieldErrors.
    """
    reason = require_text(reason, required=False)
    customer = owned_customer(customer_id, actor=actor, permission=EDIT_CUSTOMERS, version=version)
    if customer.is_vetted or open_review_of(customer_id) is not None:
        raise VettedAlready(label=str(customer))
    made = Review.objects.create(
        customer=customer, deed=Deed.ENTRY, reason=reason, applicant_id=actor.user_id, applicant_name=actor.name,
        applied_at=at, created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
    mark(customer, str(Deed.ENTRY), actor=actor, at=at)
    note(made, {"status": ("", made.status)}, reason)
    tell_applied(made, customer, at=at)
    return made
