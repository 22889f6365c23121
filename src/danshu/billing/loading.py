"""Loads refunds for operations, locked after their order (CC-2), and saves their changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.billing.lifecycle import REFUND_LIFECYCLE
from danshu.billing.models import Refund
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound, StaleState
from danshu.kit.locks import lock
from danshu.kit.versions import touch
from danshu.sales.loading import locked_order
from danshu.sales.records import Order


def locked_refund(
    refund_id: int, *, actor: Actor, permission: str, seen_status: str | None = None
) -> tuple[Order, Refund]:
    """Order and refund, both locked, if the refund exists for the actor. Raises NotFound, StaleState."""
    visible = Refund.objects.visible_to(actor, permission)
    order_id = visible.filter(pk=refund_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound()
    order = locked_order(order_id, actor=Actor.system())
    refund = lock(visible.filter(pk=refund_id)).first()
    if refund is None:
        raise NotFound()
    if seen_status is not None and refund.status != seen_status:
        raise StaleState(label=refund.number, state=refund.get_status_display())
    return order, refund


def change_refund(
    refund: Refund, values: Mapping[str, Any], *, status: str, reason: str = "", actor: Actor, at: datetime
) -> None:
    """Set fields and move the status; the caller holds the lock. Raises IllegalTransition."""
    before = refund.status
    REFUND_LIFECYCLE.move(refund, status)
    for name, new in values.items():
        setattr(refund, name, new)
    refund.save(update_fields=["status", *values, *touch(refund, actor=actor, at=at)])
    current_context().changed(
        "billing.refund", refund.pk, label=refund.number, changes={"status": (before, str(status))}, reason=reason
    )
