"""Which orders need a review, and who may give it (ORD-019, INV-A1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from danshu.kit.actor import Actor
from danshu.parameters.queries import value
from danshu.sales.editing import INTERNAL
from danshu.sales.models import Order
from danshu.sales.permissions import SUBMIT_UNREVIEWED
from danshu.sales.rules import APPROVE, OrderFacts
from danshu.sales.rules.registry import objections
from danshu.sales.rules.review import supervision_conditions


def needs_review(facts: OrderFacts) -> bool:
    """False for what may be approved on submission (ORD-009: types without review).

    Three things come together: parameter `review_exempt_channels` lists the channel, the actor holds the right of
    accounts that stand for another system, and nothing that a reviewer would have to decide is open: no objection of
    the review, no condition of the supervisor.
    """
    exempt = {name.strip() for name in str(value("review_exempt_channels") or "").split(",")}
    if facts.draft.entry.channel not in exempt or not facts.actor.can(SUBMIT_UNREVIEWED):
        return True
    return bool(supervision_conditions(facts) or objections(replace(facts, stage=APPROVE)))


def may_review(order: Order, actor: Actor) -> bool:
    """Nobody approves what he created, owns or changed since it was handed over, unless parameter
    `self_review_allowed` is on for all its kinds."""
    involved = {order.created_by_id, order.owner_id, *(order.content_changed_by_ids or ())}
    if actor.is_system or actor.user_id not in involved:
        return True
    allowed = value("self_review_allowed")
    return all(allowed.get(kind) for kind in order.lines.values_list("kind", flat=True).distinct())


def with_editor(order: Order, changed: Collection[str], actor: Actor) -> list[int] | None:
    """Those who changed the order's content, this editor among them; notes of the house are no content."""
    known = order.content_changed_by_ids
    if actor.user_id is None or not set(changed) - INTERNAL - {"checklist"}:
        return known
    return sorted({*(known or ()), actor.user_id})


def editors_when_submitted(order: Order, actor: Actor) -> list[int] | None:
    """Whoever hands an order over stands for what others wrote; what he wrote himself somebody else must see."""
    return [actor.user_id] if actor.user_id in (order.content_changed_by_ids or ()) else None  # type: ignore[list-item]
