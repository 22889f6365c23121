"""Reading reviews of customers (CUS-006)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.querysets import scope_filter
from danshu.vetting.lifecycle import Status
from danshu.vetting.models import Review
from danshu.vetting.permissions import DECIDE, DECIDE_OWN, VIEW

CUSTOMER = {
    "customer_name": F("customer__name"), "customer_number": F("customer__number"),
    "customer_version": F("customer__version"), "unit_id": F("customer__unit_id"), "owner_id": F("customer__owner_id"),
}  # fmt: skip


def review_rows(actor: Actor) -> QuerySet[Any]:
    """Reviews of the customers in the actor's scope, and what he submitted himself."""
    scope = actor.scope(VIEW)
    reach = scope_filter(scope, unit="customer__unit_id", owner="customer__owner_id")
    if actor.user_id is not None and actor.can(VIEW) and not scope.everything:
        reach |= Q(applicant_id=actor.user_id)
    return Review.objects.filter(reach).annotate(**CUSTOMER)


def rows_to_decide(actor: Actor) -> QuerySet[Any]:
    """Reviews of the customers over whom the actor may decide."""
    return Review.objects.visible_to(actor, DECIDE).annotate(**CUSTOMER)


def review_of(actor: Actor, pk: int) -> Any:
    """One review. Raises NotFound."""
    return _one(review_rows(actor), pk)


def review_to_decide(actor: Actor, pk: int) -> Any:
    """One that the actor may decide about. Raises NotFound."""
    return _one(rows_to_decide(actor), pk)


def review_submitted(actor: Actor, pk: int) -> Any:
    """One that the actor submitted. Raises NotFound."""
    return _one(review_rows(actor).filter(applicant_id=actor.user_id or 0), pk)


def _one(rows: QuerySet[Any], pk: int) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def to_decide(actor: Actor) -> QuerySet[Any]:
    """What waits for the actor: open, in his scope, and not his own unless his role says so."""
    rows = rows_to_decide(actor).filter(status=Status.AWAITING)
    if actor.user_id is None or actor.can(DECIDE_OWN):
        return rows
    return rows.exclude(applicant_id=actor.user_id)


def latest_of(customer_id: int) -> Review | None:
    """The last review of a customer the actor sees; an open one is always the last."""
    return Review.objects.filter(customer_id=customer_id).order_by("-pk").first()
