"""Loads reviews for operations, locked after their customer (CC-2), and saves decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import IllegalTransition, NotFound, StaleState
from danshu.kit.locks import lock
from danshu.kit.versions import require_version, touch
from danshu.parties.opening import any_customer
from danshu.vetting.lifecycle import REVIEW_LIFECYCLE, Status
from danshu.vetting.models import Review


def locked_review(
    rows: QuerySet[Review], review_id: int, *, version: int | None, seen_status: str | None
) -> tuple[Any, Review]:
    """The review among these rows with its customer, both locked. Raises NotFound, StaleState, EditConflict."""
    rows = rows.filter(pk=review_id)
    customer_id = rows.values_list("customer_id", flat=True).first()
    if customer_id is None:
        raise NotFound
    customer = any_customer(customer_id, even_invalid=True)
    found = lock(rows).first()
    if found is None:
        raise NotFound
    if seen_status is not None and found.status != seen_status:
        raise StaleState(label=str(found), state=found.get_status_display())
    found.customer = customer
    require_version(found, version)
    return customer, found


def require_open(found: Review, target: Status) -> None:
    """Raise IllegalTransition for one that was decided already."""
    if not found.is_open:
        raise IllegalTransition(label=str(found), state=found.get_status_display(), target=target.label)


def open_review_of(customer_id: int) -> Review | None:
    """What waits for a customer, locked; the caller has locked the customer."""
    return lock(Review.objects.filter(customer_id=customer_id, status=Status.AWAITING)).first()


def decide(found: Review, status: Status, *, reason: str, is_own: bool = False, actor: Actor, at: datetime) -> None:
    """Move a locked review to its end. Raises IllegalTransition for one that was decided already."""
    before = found.status
    REVIEW_LIFECYCLE.move(found, status)
    found.decided_by_id, found.decided_by_name, found.decided_at = actor.user_id, actor.name, at
    found.decision_reason, found.is_own = reason[:500], is_own
    fields = ("status", "decided_by_id", "decided_by_name", "decided_at", "decision_reason", "is_own")
    found.save(update_fields=[*fields, *touch(found, actor=actor, at=at)])
    note(found, {"status": (before, found.status)}, reason)


def note(found: Review, changes: dict[str, Any], reason: str) -> None:
    """In the history of the review, and what became of it in that of the customer."""
    context = current_context()
    context.changed("vetting.review", found.pk, label=str(found), changes=changes, reason=reason)
    context.changed(
        "parties.customer", found.customer_id, label=str(found.customer),
        changes={f"review_{found.deed}": changes["status"]}, reason=reason,
    )  # fmt: skip
