"""Send an e-mail about an order again that could not be delivered (ORD-048)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.operation import operation
from danshu.notices.operations.retry_message import retry_message
from danshu.sales.loading import locked_order
from danshu.sales.models import OrderNote
from danshu.sales.permissions import INFORM_ORDER


@operation("sales.resend_message", permission=INFORM_ORDER, label=("重新发送给客户", "Send to the customer again"))
def resend_message(*, order_id: int, note_id: int, actor: Actor, at: datetime) -> OrderNote:
    """Put a failed e-mail of the order back into the queue, as it was written.

    Raises NotFound, MessageNotFailed for one that was sent or still waits.
    """
    order = locked_order(order_id, actor=actor, permission=INFORM_ORDER)
    note = order.notes.filter(pk=note_id, message__isnull=False).select_related("message").first()
    if note is None or note.message is None:
        raise NotFound()
    retry_message.within(message_id=note.message.pk, actor=actor, at=at)
    current_context().changed(
        "sales.order", order.pk, label=order.number, changes={"resent": (None, note.message.subject)}
    )
    return note
