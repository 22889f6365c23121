"""Submitting: the rules must pass, and the supervisor is asked where a condition is met (ORD-008, ORD-009, ORD-023)."""

from __future__ import annotations

from datetime import datetime

from danshu.calendar.queries import add_working_days
from danshu.identity.supervisors import supervisor_of
from danshu.kit.context import current_context
from danshu.kit.findings import Blocked, blocking
from danshu.sales.digest import content_digest
from danshu.sales.models import Order, Supervision
from danshu.sales.rules import OrderFacts, evaluate
from danshu.sales.rules.review import supervision_conditions

SUPERVISION_WORKING_DAYS = 1


def require_submittable(facts: OrderFacts) -> None:
    """Raise Blocked with every blocking finding of the submission."""
    if found := blocking(evaluate(facts)):
        raise Blocked(found)


def open_supervision(order: Order, facts: OrderFacts, *, at: datetime) -> None:
    """Ask the owner's supervisor when a condition is met; an earlier open question is withdrawn."""
    order.supervisions.filter(state=Supervision.State.PENDING).update(state=Supervision.State.WITHDRAWN)
    conditions = supervision_conditions(facts)
    state = "pending" if conditions else "not_needed"
    if conditions:
        supervisor_id, deputy_id = supervisor_of(order.owner_id)
        Supervision.objects.create(
            order=order,
            conditions=conditions,
            digest=content_digest(facts.draft),
            supervisor_id=supervisor_id,
            deputy_id=deputy_id,
            asked_at=at,
            due_at=add_working_days(at, SUPERVISION_WORKING_DAYS),
        )
        current_context().changed(
            "sales.order", order.pk, label=order.number, changes={"supervision_state": (order.supervision_state, state)},
            reason="；".join(conditions), action="sales.ask_supervisor",
        )  # fmt: skip
    if order.supervision_state != state:
        order.supervision_state = state
        order.save(update_fields=["supervision_state"])
