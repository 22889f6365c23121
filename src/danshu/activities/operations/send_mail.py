"""Write an e-mail to a customer, and record it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from danshu.activities.dictionaries import COMMUNICATION_TYPE
from danshu.activities.models import Communication
from danshu.activities.operations.record_communication import record_communication
from danshu.activities.permissions import SEND_MAIL
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.notices.operations.queue_message import queue_message
from danshu.parties.dealings import customer_for_dealing

EMAIL = "email"


@operation("activities.send_mail", permission=SEND_MAIL, label=("给客户发邮件", "Send an e-mail to a customer"))
def send_mail(
    *,
    customer_id: int,
    address: str,
    subject: str,
    body: str,
    recipient: str = "",
    entry: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> Communication:
    """Queue an e-mail and record it as a communication, both or neither (CUS-026).

    address: one e-mail address; subject up to 150, body up to 1,500 characters; recipient: a name; entry: further fields
    as for record_communication. The record's `message` tells whether it was sent, or why not.
    Raises NotFound, InvalidRecord, FieldErrors.
    """
    customer = customer_for_dealing(customer_id, permission=SEND_MAIL, actor=actor)
    url = f"{reverse('parties:customer', args=[customer.pk])}?tab=communications"
    message = queue_message.within(
        address=address, subject=subject, body=body, recipient=recipient[:50], language=customer.language,
        source=SourceRef("parties.customer", customer.pk), label=customer.name, url=url, actor=actor, at=at,
    )  # fmt: skip
    given = {
        **(entry or {}), "type": id_of(COMMUNICATION_TYPE, EMAIL), "content": f"{message.subject}\n\n{message.body}",
        "happened_at": at,
    }  # fmt: skip
    record = record_communication.within(customer_id=customer.pk, entry=given, actor=actor, at=at)
    record.message = message
    record.save(update_fields=["message"])
    return record
