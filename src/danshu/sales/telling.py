"""The facts that order events carry."""

from __future__ import annotations

from typing import Any

from danshu.kit.refs import SourceRef
from danshu.sales.drafting import OrderDraft
from danshu.sales.models import Order


def facts_of(order: Order) -> dict[str, Any]:
    """Event facts of a stored order."""
    return {
        "aggregate": order.ref,
        "version": order.version,
        "number": order.number,
        "customer_id": order.customer_id,
        "unit_id": order.unit_id,
        "owner_id": order.owner_id,
        "currency": order.currency,
        "total": order.total,
        "allowed": order.allowed_amount,
    }


def facts_of_draft(draft: OrderDraft, order_id: int, number: str) -> dict[str, Any]:
    """Event facts of an order that is just being stored."""
    return {
        "aggregate": SourceRef("sales.order", order_id),
        "version": 1,
        "number": number,
        "customer_id": draft.customer.id,
        "unit_id": draft.unit_id,
        "owner_id": draft.owner_id,
        "currency": draft.currency,
        "total": draft.totals.total,
    }
