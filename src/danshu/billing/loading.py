"""Loads refunds for operations, locked after their order or receipt (CC-2), and saves their changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from danshu.billing.lifecycle import REFUND_LIFECYCLE
from danshu.billing.models import Receipt, Refund
from danshu.billing.settling import change_receipt, settle
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound, StaleState
from danshu.kit.locks import lock
from danshu.kit.versions import touch
from danshu.sales.loading import locked_order
from danshu.sales.records import Order


@dataclass(frozen=True, slots=True)
class Held:
    """A locked refund with the order or the receipt whose money it is, locked too."""

    refund: Refund
    order: Order | None
    receipt: Receipt | None

    def settle(self, *, actor: Actor, at: datetime) -> None:
        """The order's payment state follows its refunds."""
        if self.order is not None:
            settle(self.order, actor=actor, at=at)

    def let_go(self, *, returned: bool, actor: Actor, at: datetime) -> None:
        """The receipt's money that was held for this refund went back, or is free again."""
        if self.receipt is None:
            return
        values = {"returning_amount": self.receipt.returning_amount - self.refund.amount}
        if returned:
            values["returned_amount"] = self.receipt.returned_amount + self.refund.amount
        change_receipt(self.receipt, values, actor=actor, at=at, reason=self.refund.number)


def locked_refund(refund_id: int, *, actor: Actor, permission: str, seen_status: str | None = None) -> Held:
    """The refund if it exists for the actor, and whose money it is. Raises NotFound, StaleState."""
    visible = Refund.objects.visible_to(actor, permission)
    whose = visible.filter(pk=refund_id).values_list("order_id", "receipt_id").first()
    if whose is None:
        raise NotFound()
    order_id, receipt_id = whose
    order = locked_order(order_id, actor=Actor.system()) if order_id else None
    receipt = lock(Receipt.objects.filter(pk=receipt_id)).get() if receipt_id else None
    refund = lock(visible.filter(pk=refund_id)).first()
    if refund is None:
        raise NotFound()
    if seen_status is not None and refund.status != seen_status:
        raise StaleState(label=refund.number, state=refund.get_status_display())
    return Held(refund, order, receipt)


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


def facts_of(refund: Refund) -> dict[str, Any]:
    """What every event of a refund carries."""
    return {
        "aggregate": refund.ref, "version": refund.version, "number": refund.number,
        "order_number": refund.order_number, "order_id": refund.order_id, "amount": refund.amount,
        "currency": refund.currency, "applied_by_id": refund.applied_by_id, "owner_id": refund.owner_id,
    }  # fmt: skip
