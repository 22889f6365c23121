"""Define a custom field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from danshu.custom_fields.models import FieldDefinition
from danshu.custom_fields.permissions import CONFIGURE
from danshu.custom_fields.recording import first_values
from danshu.custom_fields.rules import (
    Checking,
    require_code,
    require_free_label,
    require_host,
    require_kind,
    require_room,
)
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.parameters.queries import forget


@operation("custom_fields.define_field", permission=CONFIGURE, label=("新增自定义字段", "Define a custom field"))
def define_field(*, host: str, values: Mapping[str, Any], actor: Actor, at: datetime) -> FieldDefinition:
    """Add a field to a kind of record, switched off, at the end (CUS-024).

    values: label (at most 16 characters) and kind are required; code ("f1" and so on when left out), label_en, section,
    help_text, remark, dictionary or options (name, name_en, remark), is_required, is_unique, is_searchable, places,
    minimum, maximum (of a number; the minimum of a text is its least length), max_length, pattern, default_value,
    view_roles and edit_roles (codes of roles, none = everybody). Raises NotFound for records without custom fields,
    FieldErrors, LabelTaken.
    """
    place = require_host(host)
    kind = require_kind(place, values.get("kind"))
    checked = Checking(place, kind, values, None).values()
    lock_slot("custom_fields", host)
    require_room(place)
    require_free_label(place, checked["label"])
    code = require_code(place, str(values.get("code") or "").strip())
    last = FieldDefinition.objects.filter(host=host).aggregate(last=Max("position"))["last"] or 0
    row = FieldDefinition.objects.create(
        host=host, code=code, kind=kind, position=last + 1, created_at=at, updated_at=at, updated_by_name=actor.name,
        **checked,
    )  # fmt: skip
    current_context().changed(
        "custom_fields.field", row.pk, label=row.label, changes=first_values({"host": host, "kind": kind, **checked})
    )
    forget()
    return row
