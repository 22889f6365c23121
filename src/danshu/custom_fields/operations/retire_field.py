"""Retire a custom field."""

from __future__ import annotations

from datetime import datetime

from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.permissions import CONFIGURE
from danshu.custom_fields.recording import locked_field
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.parameters.queries import forget


@operation("custom_fields.retire_field", permission=CONFIGURE, label=("失效自定义字段", "Retire a custom field"))
def retire_field(*, field_id: int, reason: str = "", actor: Actor, at: datetime) -> FieldDefinition:
    """Take a field out of use for good; records keep what they say and show it (COM-005).

    Raises NotFound, FieldRetired.
    """
    row = locked_field(field_id)
    changes = {"is_valid": (True, False)} | ({"is_on": (True, False)} if row.is_on else {})
    row.is_valid, row.is_on = False, False
    row.save(update_fields=["is_valid", "is_on", *touch(row, actor=actor, at=at)])
    current_context().changed("custom_fields.field", row.pk, label=row.label, changes=changes, reason=reason)
    forget()
    return row
