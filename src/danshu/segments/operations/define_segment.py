"""Lay down a segment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.segments.laying_down import checked
from danshu.segments.membership import locked_segment, refresh
from danshu.segments.models import Segment
from danshu.segments.permissions import CONFIGURE


@operation("segments.define_segment", permission=CONFIGURE, label=("新建客户分群", "Define a segment"))
def define_segment(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> Segment:
    """Add a segment and fill it with the customers that fulfil its conditions now (CUS-012).

    values: name (1 to 50 characters, unique); remark; is_dynamic: it follows its conditions from here on, a static one
    stays as it is; is_all: all conditions or any of them; conditions: at most 6 of {fact, op, value, months}. A static
    one without conditions begins empty. Raises FieldErrors, SegmentNameTaken.
    """
    stored = checked(values)
    made = Segment.objects.create(
        **stored, created_at=at, updated_at=at, updated_by_name=actor.name, created_by_name=actor.name
    )
    if made.conditions:
        refresh(locked_segment(made.pk), at=at)
        made.refresh_from_db()
    changes = {name: (None, value) for name, value in stored.items() if value not in ("", [])}
    changes["member_count"] = (None, made.member_count)
    current_context().changed("segments.segment", made.pk, label=made.name, changes=changes)
    return made
