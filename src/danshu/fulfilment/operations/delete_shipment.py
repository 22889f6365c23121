"""Delete a draft of a shipping note (FUL-004)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.fulfilment.drafts import remove_draft
from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.loading import locked_shipment
from danshu.fulfilment.permissions import SHIP
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import IllegalTransition
from danshu.kit.operation import operation
from danshu.kit.words import with_count


@operation("fulfilment.delete_shipment", permission=SHIP, label=("删除发货单", "Delete shipping note"))
def delete_shipment(
    *, shipment_id: int, reason: str = "", version: int | None = None, seen_status: str | None = None, actor: Actor,
    at: datetime,
) -> str:  # fmt: skip
    """Delete a draft; its quantities can be put on another note. Returns its number.

    Raises NotFound, EditConflict, StaleState, IllegalTransition for anything but a draft: what was posted is reversed.
    """
    _orders, shipment = locked_shipment(
        shipment_id, actor=actor, permission=SHIP, version=version, seen_status=seen_status
    )
    if shipment.status != ShipmentStatus.DRAFT:
        raise IllegalTransition(label=shipment.number, state=shipment.get_status_display(), target=_("删除"))
    count = shipment.lines.count()
    text = with_count("%(count)s 行商品重新变为待发，占用不变") % {"count": count}
    current_context().effect("open", text, "info")
    remove_draft(shipment, reason=reason)
    return shipment.number
