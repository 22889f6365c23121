"""Change a communication record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.activities.loading import locked_communication
from danshu.activities.models import Communication
from danshu.activities.permissions import RECORD_CONTACT
from danshu.activities.recording import bring_up_to_date, checked, indexed, set_products
from danshu.activities.wording import changes_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch


@operation("activities.edit_communication", permission=RECORD_CONTACT, label=("修改交流记录", "Edit a communication"))
def edit_communication(
    *, communication_id: int, entry: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> Communication:
    """Change the given fields, by the author within 24 hours, later with the right (CUS-025).

    entry: as for record_communication without next_at. The customer follows: last contact, and an intention or status
    that was chosen anew. Raises NotFound, InvalidRecord, EditConflict, NotYours, TooLate, FieldErrors.
    """
    customer, record = locked_communication(communication_id, version=version, actor=actor, at=at)
    values = checked(entry, customer_id=customer.pk, unit_id=customer.unit_id, actor=actor, at=at, current=record)
    products = values.pop("products", None)
    words = changes_of(record, values)
    changed = [name for name, new in values.items() if getattr(record, name) != new]
    chosen = {name: values[name] for name in ("intention_id", "status_id") if name in changed}
    for name in changed:
        setattr(record, name, values[name])
    set_products(record, products)
    record.search_tokens = indexed(record)
    record.save(update_fields=[*changed, "search_tokens", *touch(record, actor=actor, at=at)])
    current_context().changed("activities.communication", record.pk, label=f"{customer} {record}"[:100], changes=words)
    bring_up_to_date(customer, actor=actor, at=at, **chosen)
    return record
