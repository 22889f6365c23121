"""Note that somebody was in touch with a customer."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.parties.loading import locked_customer
from danshu.parties.models import Customer
from danshu.parties.permissions import RECORD_CONTACT
from danshu.parties.recording import save


@operation("parties.record_contact", permission=RECORD_CONTACT, label=("记录联系", "Record contact"))
def record_contact(
    *, customer_id: int, contacted_at: datetime, next_contact_at: datetime | None = None, actor: Actor, at: datetime
) -> Customer:
    """Move "last contact" forward to a moment and set the next one; communication records call it (CUS-019, CUS-025).

    An earlier moment than the last contact leaves that as it is. Raises NotFound, FieldErrors for a moment in the future.
    """
    if contacted_at > at:
        raise FieldErrors([FieldProblem("contacted_at", "future", _("联系时间不能在将来"))])
    customer = locked_customer(customer_id, actor=actor, permission=RECORD_CONTACT)
    last = max(contacted_at, customer.last_contact_at or contacted_at)
    changes = {
        "last_contact_at": (customer.last_contact_at, last),
        "next_contact_at": (customer.next_contact_at, next_contact_at),
    }
    customer.last_contact_at, customer.next_contact_at = last, next_contact_at
    save(customer, ("last_contact_at", "next_contact_at"), actor=actor, at=at)
    current_context().changed("parties.customer", customer.pk, label=str(customer), changes=changes)
    return customer
