"""Switch custom fields on and off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.custom_fields.errors import NoOptions
from danshu.custom_fields.kinds import LISTS
from danshu.custom_fields.permissions import CONFIGURE
from danshu.custom_fields.recording import locked_field
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.parameters.queries import forget


@operation("custom_fields.switch_fields", permission=CONFIGURE, label=("开关自定义字段", "Switch custom fields"))
def switch_fields(*, field_ids: Sequence[int], is_on: bool, actor: Actor, at: datetime) -> list[int]:
    """Show the fields in forms, or no more, and return their keys; what records say stays and keeps showing (CUS-024).

    Raises NotFound, FieldRetired, NoOptions for a list without a valid option. Those that are as wanted stay as they are.
    """
    rows = [locked_field(pk) for pk in sorted(set(field_ids))]
    for row in rows:
        if row.is_on == is_on:
            continue
        if is_on and row.kind in LISTS and not row.dictionary and not any(each["is_valid"] for each in row.options):
            raise NoOptions(label=row.label)
        row.is_on = is_on
        row.save(update_fields=["is_on", *touch(row, actor=actor, at=at)])
        current_context().changed("custom_fields.field", row.pk, label=row.label, changes={"is_on": (not is_on, is_on)})
    forget()
    return [row.pk for row in rows]
