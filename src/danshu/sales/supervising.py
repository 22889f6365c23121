"""Who may answer a supervisor's question (ORD-023)."""

from __future__ import annotations

from danshu.kit.actor import Actor
from danshu.sales.models import Order, Supervision
from danshu.sales.permissions import SUPERVISE_ORDER


def may_decide(order: Order, asked: Supervision, actor: Actor) -> bool:
    """The named supervisor, his deputy or whoever it was escalated to, never for an order of his own.

    Where the organisation names nobody the permission decides.
    """
    if actor.is_system:
        return True
    if not actor.can(SUPERVISE_ORDER) or actor.user_id in (order.created_by_id, order.owner_id):
        return False
    return not asked.deciders or actor.user_id in asked.deciders
