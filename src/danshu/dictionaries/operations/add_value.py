"""Add a value to a dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from danshu.dictionaries.models import Value
from danshu.dictionaries.permissions import CONFIGURE
from danshu.dictionaries.rules import Entry, changed_attributes, require_dictionary, require_free_name, stated
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation


@operation("dictionaries.add_value", permission=CONFIGURE, label=("新增基础资料", "Add a dictionary value"))
def add_value(
    *,
    dictionary: str,
    name: str,
    name_en: str = "",
    remark: str = "",
    attributes: Mapping[str, str | bool] | None = None,
    actor: Actor,
    at: datetime,
) -> Value:
    """Append a value at the end (COM-015). attributes: what it states of the dictionary's attributes, by their code.

    Raises UnknownDictionary, FieldErrors, NameTaken among valid values.
    """
    require_dictionary(dictionary)
    entry = Entry.of(name, name_en, remark)
    states = stated(dictionary, attributes, {})
    lock_slot("dictionary", dictionary)
    require_free_name(dictionary, entry.name)
    last = Value.objects.filter(dictionary=dictionary).aggregate(last=Max("position"))["last"] or 0
    row = Value.objects.create(
        dictionary=dictionary, name=entry.name, name_en=entry.name_en, remark=entry.remark, position=last + 1,
        attributes=states, created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
    changes: dict[str, tuple[Any, Any]] = {
        "name": (None, row.name),
        "name_en": (None, row.name_en),
        "remark": (None, row.remark),
    }
    changes |= changed_attributes(dictionary, {}, states)
    current_context().changed("dictionaries.value", row.pk, label=row.name, changes=changes)
    return row
