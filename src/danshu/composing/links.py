"""Writes down how two orders hang together."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from danshu.composing.models import LinkKind, OrderLink
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.sales.records import Order


def link(
    kind: LinkKind, from_order: Order, to_order: Order, *, amount: Decimal, reason: str, actor: Actor, at: datetime
) -> OrderLink:
    """Link them, and say so in the history of both."""
    names = ("merged_into", "merged_from") if kind == LinkKind.MERGED else ("split_to", "split_from")
    for order, name, other in ((from_order, names[0], to_order), (to_order, names[1], from_order)):
        current_context().changed(
            "sales.order", order.pk, label=order.number, changes={name: (None, other.number)}, reason=reason
        )
    return OrderLink.objects.create(
        kind=kind, from_order=from_order, from_number=from_order.number, to_order=to_order, to_number=to_order.number,
        currency=from_order.currency, amount=amount, reason=reason.strip()[:500], by_id=actor.user_id,
        by_name=actor.name, at=at,
    )  # fmt: skip
