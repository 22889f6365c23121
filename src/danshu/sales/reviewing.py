"""Which orders need a review, and who may give it (ORD-019, INV-A1)."""

from __future__ import annotations

from danshu.kit.actor import Actor
from danshu.parameters.queries import value
from danshu.sales.drafting import OrderDraft
from danshu.sales.models import Order


def needs_review(draft: OrderDraft) -> bool:
    """False for channels that parameter `review_exempt_channels` lists (ORD-009: types without review)."""
    exempt = {name.strip() for name in str(value("review_exempt_channels") or "").split(",")}
    return draft.entry.channel not in exempt


def may_review(order: Order, actor: Actor) -> bool:
    """Nobody approves what he created or owns, unless parameter `self_review_allowed` is on for all its kinds."""
    if actor.is_system or actor.user_id not in (order.created_by_id, order.owner_id):
        return True
    allowed = value("self_review_allowed")
    return all(allowed.get(kind) for kind in order.lines.values_list("kind", flat=True).distinct())
