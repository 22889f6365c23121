"""Edit a value of a dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from danshu.dictionaries.models import Value
from danshu.dictionaries.permissions import CONFIGURE
from danshu.dictionaries.rules import Entry, changed_attributes, require_free_name, require_valid, stated
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock, lock_slot
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch

FIELDS = ("name", "name_en", "remark")


@operation("dictionaries.edit_value", permission=CONFIGURE, label=("修改基础资料", "Edit a dictionary value"))
def edit_value(
    *,
    value_id: int,
    name: str,
    name_en: str = "",
    remark: str = "",
    attributes: Mapping[str, str | bool] | None = None,
    seen_version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Value:
    """Change the words of a value and what it states of the given attributes (COM-015).

    Raises NotFound, OnlyViewed, EditConflict, FieldErrors, NameTaken.
    """
    entry = Entry.of(name, name_en, remark)
    found = Value.objects.filter(pk=value_id).values_list("dictionary", flat=True).first()
    if found is None:
        raise NotFound()
    lock_slot("dictionary", found)
    row = lock(Value.objects.filter(pk=value_id)).get()
    require_valid(row)
    require_version(row, seen_version)
    require_free_name(row.dictionary, entry.name, besides=row.pk)
    changes = {f: (getattr(row, f), getattr(entry, f)) for f in FIELDS if getattr(row, f) != getattr(entry, f)}
    for field in changes:
        setattr(row, field, getattr(entry, field))
    states = stated(row.dictionary, attributes, row.attributes)
    words = changed_attributes(row.dictionary, row.attributes, states)
    row.attributes = states
    row.save(update_fields=[*changes, "attributes", *touch(row, actor=actor, at=at)])
    current_context().changed("dictionaries.value", row.pk, label=row.name, changes=changes | words)
    return row
