"""What is reviewed at the moment, who may decide, and what a decision stands on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.words import listed
from danshu.parameters.queries import value
from danshu.parties.deeds import Deed
from danshu.parties.reviewing import current, field_labels
from danshu.vetting.errors import Overtaken, OwnSubmission
from danshu.vetting.models import Review
from danshu.vetting.permissions import DECIDE_OWN

SWITCHES = {Deed.ENTRY: "entry", Deed.CHANGE: "identity_change", Deed.DELETION: "deletion"}
LONGEST_TEXT = 500


def is_reviewed(deed: Deed) -> bool:
    """Whether such deeds wait (`customer_review`)."""
    return bool(value("customer_review")[SWITCHES[deed]])


def reviewed_fields() -> frozenset[str]:
    """The fields whose changes wait (`customer_review_fields`)."""
    return frozenset(value("customer_review_fields")) if is_reviewed(Deed.CHANGE) else frozenset()


def require_text(text: str, *, required: bool = True) -> str:
    """A reason without blanks at its ends. Raises FieldErrors when it is missing or too long."""
    text = text.strip()
    if (required and not text) or len(text) > LONGEST_TEXT:
        raise FieldErrors([FieldProblem("reason", "required", _("填写理由，最多 500 个字"))])
    return text


def is_own(found: Review, actor: Actor) -> bool:
    """Whether the actor submitted it himself."""
    return actor.user_id is not None and found.applicant_id == actor.user_id


def require_other_person(found: Review, actor: Actor) -> None:
    """Raise OwnSubmission for one's own, unless the role says that one may."""
    if is_own(found, actor) and not actor.can(DECIDE_OWN):
        raise OwnSubmission


def require_standing(found: Review, customer: Any) -> None:
    """The locked customer still has the values from which the change started. Raises Overtaken naming the others."""
    moved = [name for name, before in found.before.items() if current(customer, name) != before]
    if moved:
        raise Overtaken(fields=listed(field_labels(moved)))
