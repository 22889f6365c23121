"""Tell the customer something about his order by e-mail, and record it on the order (ORD-030)."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from danshu.kit.actor import Actor
from danshu.kit.masking import mask_email
from danshu.kit.operation import operation
from danshu.notices.operations.queue_message import queue_message
from danshu.sales.loading import locked_order
from danshu.sales.models import OrderNote
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.permissions import INFORM_ORDER
from danshu.sales.sight import unshortened


@operation("sales.inform_customer", permission=INFORM_ORDER, label=("通知客户", "Inform the customer"))
def inform_customer(
    *,
    order_id: int,
    address: str,
    subject: str,
    body: str,
    recipient: str = "",
    language: str = "zh-hans",
    actor: Actor,
    at: datetime,
) -> OrderNote:
    """Queue an e-mail and note it as communication with the customer, both or neither; allowed in every status.

    address: one e-mail address, or that of the order as it was shown (shortened, PRV-1); subject up to 150, body up to 1,500, recipient (a name) up to 50 characters; language:
    "zh-hans" or "en", that of the text. The note's `message` is the e-mail. Raises FieldErrors, NotFound.
    """
    order = locked_order(order_id, actor=actor, permission=INFORM_ORDER)
    message = queue_message.within(
        address=unshortened(address, order.contact_email, "contact_email"), subject=subject, body=body, recipient=recipient[:50], language=language, source=order.ref,
        label=order.number, url=reverse("sales:order", args=[order.number]), actor=actor, at=at,
    )  # fmt: skip
    note = add_order_note.within(
        order_id=order.pk, content=f"{message.subject}\n\n{message.body}", kind=OrderNote.Kind.CUSTOMER, channel="email",
        contact=message.recipient or mask_email(message.address)[:50], actor=actor, at=at,
    )  # fmt: skip
    note.message = message
    note.save(update_fields=["message"])
    return note
