"""Change a custom field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from danshu.custom_fields.errors import OptionsRest, ValuesRepeat
from danshu.custom_fields.kinds import FieldKind
from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.permissions import CONFIGURE
from danshu.custom_fields.recording import changed_values, locked_field
from danshu.custom_fields.rules import Checking, require_free_label, require_host
from danshu.custom_fields.storing import index_anew
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.parameters.queries import forget


@operation("custom_fields.edit_field", permission=CONFIGURE, label=("修改自定义字段", "Edit a custom field"))
def edit_field(
    *, field_id: int, values: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> FieldDefinition:
    """Change what is given of a field; its records, code and type stay for good (CUS-024).

    An option that is left out of `options` is invalidated; its code stays known to the records that carry it. A field
    that becomes searchable or unique is indexed over all records at once; meanwhile nobody writes them.
    Raises NotFound, FieldRetired, EditConflict, FieldErrors, LabelTaken, OptionsRest for the list of a switched-on field
    where the records ask for that, ValuesRepeat when records already hold equal values.
    """
    row = locked_field(field_id, version=version)
    host = require_host(row.host)
    checked = Checking(host, FieldKind(row.kind), values, row).values()
    require_free_label(host, checked["label"], besides=row.pk)
    changes = {name: (getattr(row, name), new) for name, new in checked.items() if getattr(row, name) != new}
    if not changes:
        return row
    if "options" in changes and host.options_rest and row.is_on:
        raise OptionsRest(field="options", label=row.label)
    for name, (_old, new) in changes.items():
        setattr(row, name, new)
    row.save(update_fields=[*changes, *touch(row, actor=actor, at=at)])
    if {"is_searchable", "is_unique"} & set(changes):
        _index(row, host.table)
    current_context().changed("custom_fields.field", row.pk, label=row.label, changes=changed_values(changes))
    forget()
    return row


def _index(row: FieldDefinition, table: str) -> None:
    try:
        with transaction.atomic():
            index_anew(row.pk, row.host, table)
    except IntegrityError as error:
        raise ValuesRepeat(field="is_unique", label=row.label) from error
