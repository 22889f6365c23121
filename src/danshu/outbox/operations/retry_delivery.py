"""Try a parked delivery again."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.outbox.errors import NotParked
from danshu.outbox.models import Delivery, DeliveryState
from danshu.outbox.permissions import RETRY


@operation("outbox.retry_delivery", permission=RETRY, label=("重试消息", "Retry a delivery"))
def retry_delivery(*, delivery_id: int, actor: Actor, at: datetime) -> Delivery:
    """A parked delivery is due again at once, with all its tries before it. Raises NotFound, NotParked."""
    row = lock(Delivery.objects.filter(pk=delivery_id)).first()
    if row is None:
        raise NotFound()
    if row.state != DeliveryState.PARKED:
        raise NotParked()
    row.state, row.attempts, row.deaths, row.due_at = DeliveryState.WAITING, 0, 0, at
    row.save(update_fields=["state", "attempts", "deaths", "due_at"])
    changes = {"state": (DeliveryState.PARKED, DeliveryState.WAITING)}
    current_context().changed("outbox.delivery", row.pk, label=row.handler, changes=changes)
    return row
