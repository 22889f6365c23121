"""Letting a proposal come true: the customer is adjusted with the rule as the reason (CUS-011)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.words import clauses
from danshu.parties.opening import any_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.segments.errors import ProposalOver
from danshu.segments.lifecycle import ProposalStatus
from danshu.segments.models import Proposal
from danshu.segments.proposing import require_waiting, settle_proposal
from danshu.segments.why import why_text


def accept(found: Proposal, *, reason: str = "", is_automatic: bool = False, actor: Actor, at: datetime) -> Any:
    """Give the customer of a locked proposal the new value; returns him.

    The decision about the proposal, or the house's choice to let rules decide, is the review (CUS-006).
    Raises ProposalOver when he has another value than when it was proposed, IllegalTransition, and what editing refuses.
    """
    require_waiting(found)
    customer = any_customer(found.customer_id)
    if getattr(customer, f"{found.kind}_id") != found.old_value_id:
        what = _("客户级别") if found.kind == Proposal.Kind.LEVEL else _("客户分类")
        raise ProposalOver(label=str(customer), what=what)
    told = _("按规则：%(why)s") % {"why": why_text(found)}
    if reason:
        told = clauses((told, reason))
    changed = edit_customer.within(
        customer_id=found.customer_id, changes={found.kind: found.new_value_id}, reason=told[:500], is_reviewed=True,
        actor=actor, at=at,
    )  # fmt: skip
    settle_proposal(found, ProposalStatus.ACCEPTED, reason=reason, is_automatic=is_automatic, actor=actor, at=at)
    return changed
