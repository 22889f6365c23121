"""Delete a communication record."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.activities.carrying_out import reopen
from danshu.activities.loading import locked_communication
from danshu.activities.models import Communication
from danshu.activities.permissions import RECORD_CONTACT
from danshu.activities.recording import bring_up_to_date
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.ui.formats import date_text


@operation(
    "activities.delete_communication", permission=RECORD_CONTACT, label=("删除交流记录", "Delete a communication")
)
def delete_communication(
    *, communication_id: int, reason: str = "", version: int | None = None, actor: Actor, at: datetime
) -> Communication:
    """Take a record away, by the author within 24 hours, later with the right; the log keeps it (CUS-025).

    The last contact of the customer is that of the records that stay, and a plan that was carried out by it is open
    again. Raises NotFound, InvalidRecord, EditConflict, NotYours, TooLate.
    """
    customer, record = locked_communication(communication_id, version=version, actor=actor, at=at)
    record.deleted_at, record.deleted_by_name = at, actor.name
    record.save(update_fields=["deleted_at", "deleted_by_name", *touch(record, actor=actor, at=at)])
    reopen(record, actor=actor, at=at)
    bring_up_to_date(customer, actor=actor, at=at)
    context = current_context()
    facts = {"label": customer, "date": date_text(customer.last_contact_at)}
    context.effect("last_contact", _("%(label)s 的最近联系变为 %(date)s") % facts)
    context.changed(
        "activities.communication", record.pk, label=f"{customer} {record}"[:100],
        changes={"content": (record.content, None), "is_deleted": (False, True)}, reason=reason,
    )  # fmt: skip
    return record
